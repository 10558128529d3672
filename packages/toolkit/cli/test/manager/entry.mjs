// What a process that serves does in these tests: the loading of the command, and a server.
import { appendFileSync } from 'node:fs'
import { load } from '../../dist/load.js'

export async function serveApplication({ file, protocol = 'http' }, { listen, middleware }) {
  const { serve } = await import(protocol === 'fastcgi' ? '@tsgi/fastcgi' : '@tsgi/server')
  const { name, service } = await load(file)
  const server = await serve({ ...service, app: middleware(service.app) }, { listen, onError: () => {} })
  return {
    name,
    urls: server.urls,
    counters: () => server.counters,
    close: (graceMs) => server.close({ graceMs }),
    // Tells that it was called in a file of its process.
    reopenLogs: () => appendFileSync(`opened-${process.pid}`, '+'),
  }
}
