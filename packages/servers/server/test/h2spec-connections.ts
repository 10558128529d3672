/* Cases of h2spec on RFC 9113 §6.5 to §6.9: frames that belong to the connection, and flow control. */
import { Buffer } from 'node:buffer'
import { ACK, GOAWAY, PING, SETTINGS, WINDOW_UPDATE, frame, settingsFrame } from './frames.ts'
import { MAX_WINDOW, SETTING, goaway, headers, ping, windowUpdate } from './h2spec-frames.ts'
import { SETTLED } from './h2spec-client.ts'
import { ANSWER, PONG, connectionError, streamError } from './h2spec-judge.ts'
import type { Case, Section } from './h2spec-judge.ts'

const { enablePush, initialWindowSize, maxFrameSize } = SETTING

/** A setting that is refused. */
function refusedSetting(
  setting: number,
  value: number,
  code: 'PROTOCOL_ERROR' | 'FLOW_CONTROL_ERROR',
): Pick<Case, 'steps' | 'accepts'> {
  return { steps: [settingsFrame([setting, value])], accepts: connectionError(code) }
}

/** Settings, and the answer to them. */
function settle(...settings: ReadonlyArray<readonly [number, number]>): Case['steps'] {
  return [settingsFrame(...settings), SETTLED]
}

export const CONNECTIONS: readonly Section[] = [
  {
    heading: 'RFC 9113 §6.5 SETTINGS',
    cases: [
      {
        id: 'generic/3.5/1',
        name: 'takes all of them',
        steps: [
          settingsFrame(
            [SETTING.headerTableSize, 4096],
            [enablePush, 1],
            [SETTING.maxConcurrentStreams, 100],
            [initialWindowSize, 65_535],
            [maxFrameSize, 16_384],
            [SETTING.maxHeaderListSize, 100],
          ),
        ],
        accepts: [SETTLED],
      },
      {
        id: 'http2/6.5/1',
        name: 'refuses an acknowledgement with content',
        steps: [frame(SETTINGS, ACK, 0, Buffer.alloc(1))],
        accepts: connectionError('FRAME_SIZE_ERROR'),
      },
      {
        id: 'http2/6.5/2',
        name: 'refuses them on a stream',
        steps: [frame(SETTINGS, 0, 1, Buffer.from([0, 3, 0, 0, 0, 100]))],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.5/3',
        name: 'refuses a wrong size',
        steps: [frame(SETTINGS, 0, 0, Buffer.from([0, 3, 0]))],
        accepts: connectionError('FRAME_SIZE_ERROR', 'PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.5.2 Defined Settings',
    cases: [
      {
        id: 'http2/6.5.2/1',
        name: 'ENABLE_PUSH is 0 or 1',
        ...refusedSetting(enablePush, 2, 'PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.5.2/2',
        name: 'INITIAL_WINDOW_SIZE has 31 bits',
        ...refusedSetting(initialWindowSize, MAX_WINDOW + 1, 'FLOW_CONTROL_ERROR'),
      },
      {
        id: 'http2/6.5.2/3',
        name: 'MAX_FRAME_SIZE is not below 2^14',
        ...refusedSetting(maxFrameSize, 2 ** 14 - 1, 'PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.5.2/4',
        name: 'MAX_FRAME_SIZE is below 2^24',
        ...refusedSetting(maxFrameSize, 2 ** 24, 'PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.5.2/5',
        name: 'ignores those that are unknown',
        steps: [settingsFrame([0xff, 1]), ping()],
        accepts: PONG,
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.5.3 Settings Synchronization',
    cases: [
      {
        id: 'http2/6.5.3/1',
        name: 'takes the last of several values',
        steps: [...settle([initialWindowSize, 100], [initialWindowSize, 1]), headers()],
        accepts: ['DATA 1'],
      },
      {
        id: 'http2/6.5.3/2',
        name: 'acknowledges at once',
        steps: [settingsFrame([enablePush, 0])],
        accepts: [SETTLED],
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.7 PING',
    cases: [
      { id: 'generic/3.7/1', name: 'takes it', steps: [ping()], accepts: PONG },
      { id: 'http2/6.7/1', name: 'answers with the same octets', steps: [ping()], accepts: PONG },
      {
        id: 'http2/6.7/2',
        name: 'does not answer an answer',
        steps: [ping('invalid', ACK), ping()],
        accepts: PONG,
      },
      {
        id: 'http2/6.7/3',
        name: 'refuses it on a stream',
        steps: [frame(PING, 0, 1, Buffer.alloc(8))],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.7/4',
        name: 'refuses a wrong size',
        steps: [frame(PING, 0, 0, Buffer.alloc(6))],
        accepts: connectionError('FRAME_SIZE_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.8 GOAWAY',
    cases: [
      {
        id: 'generic/3.8/1',
        name: 'takes it',
        steps: [goaway(0, 'h2spec'), ping()],
        accepts: [...PONG, 'close'],
      },
      {
        id: 'http2/6.8/1',
        name: 'refuses it on a stream',
        steps: [frame(GOAWAY, 0, 1, Buffer.alloc(8))],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.9 WINDOW_UPDATE',
    cases: [
      {
        id: 'generic/3.9/1',
        name: 'takes it for the connection',
        steps: [windowUpdate(0, 1), ping()],
        accepts: PONG,
      },
      {
        id: 'generic/3.9/2',
        name: 'takes it for a stream',
        steps: [headers(), windowUpdate(1, 1)],
        accepts: ANSWER,
      },
      {
        id: 'http2/6.9/1',
        name: 'refuses 0 for the connection',
        steps: [windowUpdate(0, 0)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.9/2',
        name: 'refuses 0 for a stream',
        steps: [headers({ isStreamEnd: false }), windowUpdate(1, 0)],
        accepts: streamError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.9/3',
        name: 'refuses a wrong size',
        steps: [frame(WINDOW_UPDATE, 0, 0, Buffer.from([0, 0, 1]))],
        accepts: connectionError('FRAME_SIZE_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.9.1 The Flow-Control Window',
    cases: [
      {
        id: 'http2/6.9.1/1',
        name: 'sends no more than the window allows',
        steps: [...settle([initialWindowSize, 1]), headers()],
        accepts: ['DATA 1'],
      },
      {
        id: 'http2/6.9.1/2',
        name: 'refuses a window of the connection beyond 31 bits',
        steps: [windowUpdate(0, MAX_WINDOW), windowUpdate(0, MAX_WINDOW)],
        accepts: connectionError('FLOW_CONTROL_ERROR'),
      },
      {
        id: 'http2/6.9.1/3',
        name: 'refuses a window of a stream beyond 31 bits',
        steps: [headers({ isStreamEnd: false }), windowUpdate(1, MAX_WINDOW), windowUpdate(1, MAX_WINDOW)],
        accepts: ['RST_STREAM FLOW_CONTROL_ERROR'],
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.9.2 Initial Flow-Control Window Size',
    cases: [
      {
        id: 'http2/6.9.2/1',
        name: 'holds for streams that are open',
        steps: [...settle([initialWindowSize, 0]), headers(), settingsFrame([initialWindowSize, 1])],
        accepts: ['DATA 1'],
      },
      {
        id: 'http2/6.9.2/2',
        name: 'can make a window negative',
        steps: [
          ...settle([initialWindowSize, 3]),
          headers(),
          'DATA 3',
          ...settle([initialWindowSize, 2]),
          windowUpdate(1, 2),
        ],
        accepts: ['DATA 1'],
      },
      {
        id: 'http2/6.9.2/3',
        name: 'has 31 bits',
        ...refusedSetting(initialWindowSize, MAX_WINDOW + 1, 'FLOW_CONTROL_ERROR'),
      },
    ],
  },
]
