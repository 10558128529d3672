import { H3, readBody, serve } from 'h3'
import { answer } from './fetch-answers.ts'
import { HELLO } from './answers.ts'

/** h3 on the server that it brings. */
const app = new H3()

app.get('/', () => HELLO)
app.post('/json', (event) => readBody(event))
app.get('/stream', (event) => answer('/stream', event.req))
app.post('/upload', (event) => answer('/upload', event.req))

serve(app, { port: Number(process.env['PORT']), hostname: '127.0.0.1', silent: true })
