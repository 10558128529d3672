import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@tsgi/server'
import { httpSender } from '@tsgi/testing'
import type { WayIn } from '../way-in.ts'

/** `@tsgi/server` on a unix socket. */
export const serverUnix: WayIn = {
  name: '@tsgi/server on a unix socket',
  lacks: {},
  exceptions: { 'http10-cut': 'a unix socket has no reset, so that every end looks alike' },
  programs: [],
  async start(application) {
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
    const path = join(folder, 'http.sock')
    const server = await serve(application, { unix: path, onError: () => {} })
    return {
      send: httpSender({ path }),
      url: server.url,
      close: async () => {
        await server.close({ graceMs: 1000 })
        await rm(folder, { recursive: true })
      },
    }
  },
}
