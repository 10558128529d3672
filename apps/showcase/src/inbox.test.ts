import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MemoryInbox, SqliteInbox, openInbox } from './inbox.ts'
import type { Inbox } from './inbox.ts'
import { openDatabase } from './sqlite.ts'

const hasSqlite = openDatabase(':memory:') !== undefined

function messageOf(name: string): Parameters<Inbox['add']>[0] {
  return { name, email: `${name}@example.com`, text: `'); DROP TABLE messages; -- ${name}` }
}

describe.each<[string, boolean, () => Inbox]>([
  ['in memory', true, () => new MemoryInbox(2)],
  ['in SQLite', hasSqlite, () => new SqliteInbox(openDatabase(':memory:')!, 2)],
])('an inbox %s', (_where, isThere, open) => {
  it.runIf(isThere)('counts all messages and keeps the last ones', () => {
    const inbox = open()
    expect([inbox.received, inbox.messages]).toEqual([0, []])
    for (const name of ['Ada', 'Grace', 'Barbara']) inbox.add(messageOf(name))
    expect(inbox.received).toBe(3)
    expect(inbox.messages).toEqual([messageOf('Grace'), messageOf('Barbara')])
  })
})

describe('openInbox', () => {
  it.runIf(hasSqlite)('opens again what was kept in a file, and shares it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsgi-inbox-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'inbox.db')
    const [first, second] = [openInbox(path), openInbox(path)]
    first.add(messageOf('Ada'))
    second.add(messageOf('Grace'))
    expect(openInbox(path).messages).toEqual([messageOf('Ada'), messageOf('Grace')])
    expect(first.received).toBe(2)
  })

  it('is in memory, or in SQLite where there is SQLite', () => {
    expect(openInbox(':memory:')).toBeInstanceOf(hasSqlite ? SqliteInbox : MemoryInbox)
  })
})
