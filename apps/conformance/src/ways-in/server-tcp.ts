import { serve } from '@tsgi/server'
import { httpSender } from '@tsgi/testing'
import type { WayIn } from '../way-in.ts'

/** `@tsgi/server` on a TCP port. */
export const serverTcp: WayIn = {
  name: '@tsgi/server over TCP',
  lacks: {},
  exceptions: {},
  programs: [],
  async start(application) {
    const server = await serve(application, { port: 0, onError: () => {} })
    const { port } = server.address as { port: number }
    return {
      send: httpSender({ host: '127.0.0.1', port }),
      url: server.url,
      close: () => server.close({ graceMs: 1000 }),
    }
  },
}
