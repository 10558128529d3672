import { describe, expect, it } from 'vitest'
import {
  GUNICORN_DIFFERENCES,
  GUNICORN_INVALID,
  GUNICORN_PROXY,
  GUNICORN_PROXY_DIFFERENCES,
  GUNICORN_VALID,
} from './judges-gunicorn.ts'
import { countCases, judgeAll } from './judges-verdict.ts'

const BEHIND_A_PROXY = { proxyProtocol: { from: ['127.0.0.1'] } }

describe('requests', () => {
  judgeAll([...GUNICORN_INVALID, ...GUNICORN_VALID], GUNICORN_DIFFERENCES)
})
describe('behind a proxy', () => {
  judgeAll(GUNICORN_PROXY, GUNICORN_PROXY_DIFFERENCES, BEHIND_A_PROXY)
})

it('has all cases of gunicorn', () => {
  expect(countCases([...GUNICORN_INVALID, ...GUNICORN_VALID, ...GUNICORN_PROXY])).toBe(137)
})
