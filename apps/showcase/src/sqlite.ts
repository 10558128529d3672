import { createRequire } from 'node:module'

/** What is used of a database; the one of Node and better-sqlite3 both have it. */
export interface Database {
  exec(sql: string): unknown
  prepare(sql: string): Statement
  close(): void
}

/** A prepared statement: values go in as parameters, never as text of SQL. */
export interface Statement {
  run(...values: ReadonlyArray<string | number>): unknown
  get(...values: ReadonlyArray<string | number>): unknown
  all(...values: ReadonlyArray<string | number>): unknown[]
}

type Constructor = new (path: string) => Database

/**
 * Opens a database of SQLite: by `node:sqlite`, which Node has from 22.13 on, else by better-sqlite3, where that could be built.
 * @param path a file, or `':memory:'`
 * @returns `undefined` where there is neither
 */
export function openDatabase(path: string): Database | undefined {
  const Database = builtIn() ?? installed()
  return Database === undefined ? undefined : new Database(path)
}

function builtIn(): Constructor | undefined {
  const sqlite = process.getBuiltinModule('node:sqlite') as { DatabaseSync: Constructor } | undefined
  return sqlite?.DatabaseSync
}

function installed(): Constructor | undefined {
  try {
    const Database = createRequire(import.meta.url)('better-sqlite3') as Constructor
    // What was not built for this machine fails when it is used first.
    new Database(':memory:').close()
    return Database
  } catch {
    return undefined
  }
}
