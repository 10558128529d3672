import { describe, expect, it } from 'vitest'
import { GUNICORN_INVALID, GUNICORN_PROXY, GUNICORN_VALID } from './judges-gunicorn.ts'
import { countCases, judgeAll } from './judges-verdict.ts'

describe('what gunicorn refuses', () => judgeAll(GUNICORN_INVALID, []))
describe('what gunicorn takes', () => judgeAll(GUNICORN_VALID, []))
describe('behind proxies', () => judgeAll(GUNICORN_PROXY, [], { proxyProtocol: { from: ['127.0.0.1'] } }))

it('has all cases of gunicorn', () => {
  expect(countCases([...GUNICORN_INVALID, ...GUNICORN_VALID, ...GUNICORN_PROXY])).toBe(136)
})
