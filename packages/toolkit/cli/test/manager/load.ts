import { Agent, request } from 'node:http'

/** What happened to requests. */
export interface LoadReport {
  readonly requests: number
  readonly failed: readonly string[]
  /** Sent again, because a reused connection closed before any octet of an answer (RFC 9112 §9.3.1). */
  readonly resent: number
  /** Answers by content. */
  readonly bodies: ReadonlyMap<string, number>
}

/** Load that goes on until it is told to stop. */
export interface Load {
  /** Resolves when so many requests have been answered since the beginning. */
  readonly answered: (count: number) => Promise<void>
  readonly stop: () => Promise<LoadReport>
}

/** Clients that keep the rules: half of them keep their connections, half open a new one for each request. */
export function startLoad(url: string, clients = 16): Load {
  const agents = [new Agent({ keepAlive: true, maxSockets: clients }), new Agent({ keepAlive: false })]
  const failed: string[] = []
  const bodies = new Map<string, number>()
  const state = { requests: 0, resent: 0, isOver: false }
  const running = Array.from({ length: clients }, async (_none, index) => {
    const agent = agents[index % agents.length]!
    while (!state.isOver) {
      try {
        const { body, again } = await get(url, agent)
        if (again) state.resent++
        bodies.set(body, (bodies.get(body) ?? 0) + 1)
      } catch (error) {
        failed.push(String(error))
      }
      state.requests++
    }
  })
  return {
    answered: async (count) => {
      while (state.requests < count) await soon()
    },
    stop: async () => {
      state.isOver = true
      await Promise.all(running)
      for (const agent of agents) agent.destroy()
      return { requests: state.requests, resent: state.resent, failed, bodies }
    },
  }
}

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}

async function get(url: string, agent: Agent): Promise<{ body: string; again: boolean }> {
  const first = await once(url, agent)
  if (first !== 'again') return { body: first, again: false }
  const second = await once(url, new Agent())
  if (second === 'again') throw new Error('a new connection was closed')
  return { body: second, again: true }
}

function once(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('end', () => {
        if (response.statusCode === 200) resolve(body)
        else reject(new Error(`status ${response.statusCode}`))
      })
      response.on('error', reject)
    })
    asked.on('error', (error) => (asked.reusedSocket ? resolve('again') : reject(error)))
    asked.end()
  })
}
