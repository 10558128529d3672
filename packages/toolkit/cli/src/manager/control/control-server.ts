import { type Socket, createServer } from 'node:net'
import { messageOf } from '../../thrown.ts'
import { type Answer, type CommandName, MAX_QUESTION_BYTES, parseQuestion } from './protocol.ts'

/** Does what a command says; what it resolves with, or an error's message, is the answer. */
export type Obey = (command: CommandName) => Promise<unknown>

/** A control socket that is open. */
export interface ControlServer {
  /** Takes no further questions. */
  readonly leave: () => void
  /** Resolves when those who have asked have their answers, or do not take them. */
  readonly finish: () => Promise<void>
}

/** For a question to come. */
const QUESTION_MS = 5000
/** For answers to leave at the end. */
const FINISH_MS = 500
/** Most of whom say nothing. */
const MAX_CLIENTS = 64

/** Answers questions at a unix socket. @param fd its descriptor, closed at the end */
export async function openControl(fd: number, obey: Obey): Promise<ControlServer> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    converse(socket, obey)
  })
  server.maxConnections = MAX_CLIENTS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ fd }, resolve)
  })
  const closed = new Promise<void>((resolve) => server.once('close', resolve))
  return {
    leave: () => void server.close(),
    finish: async () => {
      const timer = setTimeout(() => {
        for (const socket of open) socket.destroy()
      }, FINISH_MS)
      await closed
      clearTimeout(timer)
    },
  }
}

/** One question and its answer. */
function converse(socket: Socket, obey: Obey): void {
  let text = ''
  socket.setEncoding('utf8')
  socket.setTimeout(QUESTION_MS, () => socket.destroy())
  // Who has asked may go before the answer is there.
  socket.on('error', () => {})
  socket.once('end', () => {
    if (!text.includes('\n')) socket.end()
  })
  socket.on('data', (chunk: string) => {
    text += chunk
    const end = text.indexOf('\n')
    if (end === -1 && text.length <= MAX_QUESTION_BYTES) return

    socket.removeAllListeners('data').resume().setTimeout(0)
    void answer(text, end, obey).then((said) => socket.end(`${JSON.stringify(said)}\n`))
  })
}

async function answer(text: string, end: number, obey: Obey): Promise<Answer> {
  if (end === -1) return { ok: false, message: `a question has at most ${MAX_QUESTION_BYTES} octets` }
  if (end !== text.length - 1) return { ok: false, message: 'one question for each connection' }

  const command = parseQuestion(text)
  if (typeof command !== 'string') return { ok: false, message: command.wrong }
  try {
    return { ok: true, value: await obey(command) }
  } catch (error) {
    return { ok: false, message: messageOf(error) }
  }
}
