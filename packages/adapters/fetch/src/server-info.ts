import type { ServerInfo } from '@tsgi/spec'

/** What applications learn about their server: the host has more to say, in `env` and `context` of `fetchHostOf`. */
export const SERVER_INFO: ServerInfo = Object.freeze({
  name: '@tsgi/fetch',
  version: '0.0.0',
  spec: '1.0',
  runtime: runtimeName(),
})

/** As in Node's own `navigator.userAgent`, but with the whole version where it is known: `node/24.1.0`, `bun/1.3.0`. */
function runtimeName(): string {
  const { deno, bun, node } = globalThis.process?.versions ?? {}
  for (const [name, version] of Object.entries({ deno, bun, node })) {
    if (version !== undefined) return `${name}/${version}`
  }
  return 'unknown/0'
}
