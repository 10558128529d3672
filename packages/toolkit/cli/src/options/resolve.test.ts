import { describe, expect, it } from 'vitest'
import { resolveSettings } from './resolve.ts'

const file = { path: 'tsgi.config.json', values: { port: 3, host: 'file', workers: 2 } }
const nothing = { flags: {}, environment: {}, file: undefined, isDevelopment: false }

describe('a setting comes from', () => {
  it.each([
    ['a flag first', { flags: { port: 1 }, environment: { TSGI_PORT: '2' }, file }, 1, 'flag'],
    ['its own variable then', { environment: { TSGI_PORT: '2', PORT: '4' }, file }, 2, 'TSGI_PORT'],
    ['the usual variable then', { environment: { PORT: '4' }, file }, 4, 'PORT'],
    ['the file then', { file }, 3, 'tsgi.config.json'],
    ['nowhere at last', {}, undefined, 'default'],
  ])('%s', (_what, sources, value, source) => {
    expect(resolveSettings({ ...nothing, ...sources }).get('port')).toEqual({ value, source })
  })

  it('development, where that has its own default', () => {
    const resolved = resolveSettings({ ...nothing, isDevelopment: true })
    expect(resolved.get('validate')).toEqual({ value: true, source: 'default' })
  })
})

describe('of several ways to say where to listen', () => {
  it('the stronger one stays alone', () => {
    const resolved = resolveSettings({
      ...nothing,
      flags: { unix: 'a.sock' },
      environment: { PORT: '1' },
      file,
    })
    expect(['unix', 'host', 'port'].map((name) => resolved.get(name as 'unix')?.value)).toEqual([
      'a.sock',
      '127.0.0.1',
      undefined,
    ])
  })

  it('a port of the environment wins over a socket of the file', () => {
    const other = { path: 'tsgi.config.json', values: { unix: 'a.sock' } }
    const resolved = resolveSettings({ ...nothing, environment: { PORT: '1' }, file: other })
    expect([resolved.get('unix')?.value, resolved.get('port')?.value]).toEqual([undefined, 1])
  })
})

it('says which variable is wrong', () => {
  expect(() => resolveSettings({ ...nothing, environment: { TSGI_WORKERS: 'many' } })).toThrow(
    `option '--workers <number|auto>' value 'many' from env 'TSGI_WORKERS' is invalid. Expected auto or 0 to 1024.`,
  )
})
