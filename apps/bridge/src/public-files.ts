import { fileURLToPath } from 'node:url'
import { serveStatic } from '@tsgi/static'
import type { Application } from '@tsgi/spec'

/** The files of the folder `public`. */
export const publicFiles: Application = serveStatic(fileURLToPath(new URL('../public', import.meta.url)))
