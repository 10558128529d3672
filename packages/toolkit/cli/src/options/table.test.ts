import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import { describe, expect, it } from 'vitest'
import { optionTables } from './page.ts'
import { configSchema } from './schema.ts'
import { flagsOf, optionNames, optionTable, variablesOf } from './table.ts'

const shipped = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** Formatters change the width of columns, which means nothing. */
const plain = (table: string): string => table.replaceAll(/ +/g, ' ').replaceAll(/-+/g, '-')

describe('the table of options', () => {
  it('is what CONFIGURATION.md shows: run "pnpm generate" after a change', () => {
    expect(plain(shipped('CONFIGURATION.md'))).toContain(plain(optionTables()))
  })

  it('is what tsgi.config.schema.json says: run "pnpm generate" after a change', () => {
    expect(JSON.parse(shipped('tsgi.config.schema.json'))).toEqual(configSchema())
  })

  it('has each flag and each variable once', () => {
    const names = [...optionNames.map(flagsOf), ...optionNames.flatMap(variablesOf)]
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(optionNames)('reads its own default of %s', (name) => {
    const { kind, default: byDefault, development } = optionTable[name]
    for (const value of [byDefault, development].filter((one) => one !== undefined)) {
      expect(kind.read(value)).toEqual(value)
    }
  })
})

describe('the schema', () => {
  const isValid = new Ajv.default().compile(configSchema())

  it.each([
    [{ workers: 'auto', maxRss: '512M', grace: '90s', listen: ['127.0.0.1:8000'], $schema: 'x' }, true],
    [{ workers: 4, maxRss: 1024, grace: 0.5, umask: '027' }, true],
    [{ workers: -1 }, false],
    [{ workers: 'many' }, false],
    [{ grace: 'soon' }, false],
    [{ protocol: 'spdy' }, false],
    [{ worker: 1 }, false],
    [{ host: '' }, false],
  ])('of %j says %s, and so does the command', (config, expected) => {
    expect(isValid(config)).toBe(expected)
    const isRead = Object.entries(config).every(
      ([name, value]) =>
        name === '$schema' || new Map(Object.entries(optionTable)).get(name)?.kind.read(value) !== undefined,
    )
    expect(isRead).toBe(expected)
  })
})
