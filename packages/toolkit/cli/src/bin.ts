#!/usr/bin/env node
import { main } from './cli.ts'

// Not `process.exitCode`: an application may leave timers or sockets behind that would keep the process alive.
process.exit(await main(process.argv.slice(2)))
