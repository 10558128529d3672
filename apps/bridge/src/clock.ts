import { text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'

/** A TSGI application: tells how long the process runs, in seconds. */
export const clock: Application = () => text(`${process.uptime().toFixed(0)}\n`)
