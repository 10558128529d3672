/* oxlint-disable typescript/unbound-method -- as loaders do it */
'use strict'

/*
 * What the loader of LiteSpeed does with an application: standard output goes nowhere, the start-up file is required, and
 * the first http.Server that listens gets the listening socket that is descriptor 0, and no other one may.
 */
const { closeSync, openSync } = require('node:fs')
const { Server } = require('node:http')
const { join } = require('node:path')

process.chdir(process.env.LSNODE_ROOT)
closeSync(1)
openSync('/dev/null', 'w+')

const { listen } = Server.prototype
let hasListened = false
Server.prototype.listen = function () {
  if (hasListened) throw new Error('http.Server.listen() was called more than once which is not allowed.')
  hasListened = true
  const listeners = this.listeners('request')
  this.removeAllListeners('request')
  this.on('request', ({ socket }) =>
    Object.defineProperty(socket, 'remoteAddress', { get: () => '127.0.0.1' }),
  )
  for (const listener of listeners) this.on('request', listener)
  return listen.call(this, { fd: 0 }, () => this.emit('listening'))
}

require(join(process.env.LSNODE_ROOT, process.env.LSNODE_STARTUP_FILE))
