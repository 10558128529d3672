import { ExchangeAborted } from '@tsgi/exchange'

// Why exchanges end before their answer does.

/** The connection, or the stream, is gone. */
export function clientLeft(): ExchangeAborted {
  return new ExchangeAborted('CLIENT_LEFT', 'The client left before the exchange was complete')
}

/** The server has no more time, or will soon have none. */
export function serverCloses(): ExchangeAborted {
  return new ExchangeAborted('SERVER_CLOSING', 'The server is closing')
}

/** The application did not begin its answer within `requestTimeoutMs`. */
export function requestTimedOut(): ExchangeAborted {
  return new ExchangeAborted('REQUEST_TIMEOUT', 'The application took too long to answer')
}

/** The answer is complete, and its content was not read to the end. */
export function contentDiscarded(): ExchangeAborted {
  return new ExchangeAborted(
    'CONTENT_DISCARDED',
    'The response was complete before the content was (SPEC BODY-7)',
  )
}
