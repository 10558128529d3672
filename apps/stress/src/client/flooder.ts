/* A client that floods again and again: `node flooder.js PORT NAME EVERY_MS`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { flood } from './flood.ts'

const [port, name, everyMs] = process.argv.slice(2)
process.on('disconnect', () => process.exit())
process.send!('ready')
for (;;) await Promise.all([flood(Number(port), name!), sleep(Number(everyMs))])
