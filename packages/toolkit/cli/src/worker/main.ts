import { takeChannel } from './channel.ts'
import { runWorker } from './run-worker.ts'

runWorker(takeChannel())
