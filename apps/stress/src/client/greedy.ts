/* Clients that ask again as soon as they are answered: `node greedy.js PORT CONNECTIONS`. */
import { answersOn, openSockets } from './raw-client.ts'

const [port, connections] = process.argv.slice(2).map(Number)
process.on('disconnect', () => process.exit())
for (const socket of await openSockets(port!, connections!)) void askForEver(socket)
process.send!('ready')

async function askForEver(socket: Awaited<ReturnType<typeof openSockets>>[number]): Promise<void> {
  while (!socket.destroyed) {
    const answered = answersOn(socket, 1)
    socket.write('GET / HTTP/1.1\r\nHost: stress\r\n\r\n')
    await answered.catch(() => socket.destroy())
  }
}
