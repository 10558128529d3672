/** Rules of SPEC.md that middleware cannot see being broken, by id, with the reason. */
export const unchecked: Readonly<Record<string, string>> = {
  'CALL-3':
    'how an application behaves under concurrent calls, and a server after a throw, shows only over many calls',
  'CALL-5':
    'what other middleware would do with the other kind of result does not show; the validator passes on either kind as it came',
  'PATH-3': 'the raw target is not part of the interface',
  'PATH-9':
    'which segments middleware should have moved is its own decision; a cut within a segment shows as PATH-2',
  'PATH-10': 'decoding happens inside the application',
  'HEAD-9': 'the server adds fields after the response has passed',
  'BODY-4': 'reading ahead and 100 (Continue) happen on the connection',
  'BODY-7': 'discarding unread content happens on the connection',
  'BODY-10': 'telling kinds apart happens inside whoever does it; looking into a stream shows as BODY-12',
  'BODY-16':
    'where a generator acquires resources does not show; a body that is left open inside another one shows as BODY-15',
  'LEN-2': 'the server frames the response after it has passed',
  'RESP-4': 'the server would change the response after it has passed',
  'RESP-5': 'the moment the head is sent does not show',
  'EXCH-8': 'reports of the server do not show',
  'UPGR-6': 'closing happens on the connection',
  'ERR-1': 'the answer to an error is made after the error has passed',
  'ERR-2': 'the server checks after the response has passed; the validator checks it completely as well',
  'ERR-5': 'what is sent to a client that has left does not show',
  'EXT-2': 'who reads an extension, and how, does not show',
  'LIFE-1': 'start and stop of a service do not pass through middleware',
  'LIFE-2': 'start and stop of a service do not pass through middleware',
  'CONF-1': 'conformance is a result of the suite in @tsgi/testing',
}
