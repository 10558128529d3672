import { expect, it } from 'vitest'
import { PACKAGES } from './packages.ts'
import type { WorkspacePackage } from './packages.ts'

/*
 * Who may stand on whom. An entry is a package, or a whole group with `/*`; a package's own entry wins over its
 * group's. Development dependencies are free: tests may use anything.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  '@tsgi/spec': [],
  '@tsgi/message': ['@tsgi/spec'],
  '@tsgi/compose': ['@tsgi/spec', '@tsgi/message'],
  '@tsgi/validator': ['@tsgi/spec'],
  // The in-process client is a way in like any other: it stands on the same exchange as the servers.
  '@tsgi/testing': ['@tsgi/spec', '@tsgi/message', '@tsgi/validator', '@tsgi/exchange', '@tsgi/fields'],
  'protocol/*': ['protocol/*'],
  '@tsgi/exchange': ['@tsgi/spec', '@tsgi/message', 'protocol/*'],
  '@tsgi/listeners': ['@tsgi/spec', '@tsgi/exchange', 'protocol/*'],
  '@tsgi/server': ['@tsgi/spec', '@tsgi/message', '@tsgi/exchange', '@tsgi/listeners', 'protocol/*'],
  'servers/*': [
    ...['@tsgi/spec', '@tsgi/message', '@tsgi/exchange', 'protocol/*'],
    ...['@tsgi/listeners', '@tsgi/cgi-variables', '@tsgi/single-exchange'],
  ],
  // The host puts its own listener under `node:http`, so that is what it serves with.
  '@tsgi/passenger': ['@tsgi/spec', '@tsgi/exchange', '@tsgi/node'],
  'middleware/*': ['@tsgi/spec', '@tsgi/message', '@tsgi/compose', '@tsgi/fields', '@tsgi/trusted-peers'],
  // An adapter is a way in as well; those of frameworks of Node stand on that of Node's own listeners.
  'adapters/*': ['@tsgi/spec', '@tsgi/message', '@tsgi/fields', '@tsgi/exchange', '@tsgi/node'],
  'toolkit/*': ['@tsgi/spec', '@tsgi/message', '@tsgi/fields'],
  '@tsgi/router': ['@tsgi/spec', '@tsgi/message', '@tsgi/compose', '@tsgi/fields'],
  '@tsgi/server-config': [],
  tsgi: ['@tsgi/spec', '@tsgi/validator', '@tsgi/server-config', 'servers/*'],
}

/** Run-time dependencies from outside; the package's README says why. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  // The types of ws belong to our own declarations.
  '@tsgi/websocket': ['@types/ws', 'ws'],
  // Types alone.
  '@tsgi/body': ['@standard-schema/spec'],
  tsgi: ['chokidar', 'commander', 'esbuild', 'jiti'],
}

const groups = new Map(PACKAGES.map(({ group, manifest }) => [manifest.name, group]))

it.each(PACKAGES.map((entry) => [entry.manifest.name, entry] as const))(
  '%s stands on what it may',
  (name, entry) => {
    const forbidden = Object.keys(entry.manifest.dependencies ?? {}).filter(
      (dependency) => !mayUse(entry, dependency),
    )
    expect([name, forbidden]).toEqual([name, []])
  },
)

it('has no arrow for a package that does not exist', () => {
  const named = Object.keys(ARROWS).filter((name) => !name.endsWith('/*'))
  expect(named.filter((name) => !groups.has(name))).toEqual([])
})

it('takes every dependency inside the workspace from the workspace', () => {
  for (const { manifest } of PACKAGES) {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    const foreign = all.filter(([name, range]) => groups.has(name) && !range.startsWith('workspace:'))
    expect([manifest.name, foreign]).toEqual([manifest.name, []])
  }
})

function mayUse({ group, manifest }: WorkspacePackage, dependency: string): boolean {
  const itsGroup = groups.get(dependency)
  if (itsGroup === undefined) return (OUTSIDE[manifest.name] ?? []).includes(dependency)
  const allowed = ARROWS[manifest.name] ?? ARROWS[`${group}/*`] ?? []
  return allowed.includes(dependency) || allowed.includes(`${itsGroup}/*`)
}
