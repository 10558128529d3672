import { createServer } from 'node:http'
import sirv from 'sirv'
import { FILES } from './files.ts'

/** sirv on `node:http`. */
const server = createServer(sirv(FILES))
server.keepAliveTimeout = 75_000
server.listen(Number(process.env['PORT']), '127.0.0.1')
