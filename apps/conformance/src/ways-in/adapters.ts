import type { Send } from '@tsgi/testing'
import type { Bridge } from '../bridge.ts'
import { bridges } from '../bridges.ts'
import type { WayIn } from '../way-in.ts'
import { inProcess } from './in-process.ts'
import { nodeHttp, nodeHttp2 } from './node-http.ts'
import { serverTcp } from './server-tcp.ts'

/** Every adapter, there and back, behind each kind of way in that there is in a process. */
export const adapters: readonly WayIn[] = [inProcess, serverTcp, nodeHttp, nodeHttp2].flatMap((host) =>
  bridges.map((bridge) => through(host, bridge)),
)

function through(host: WayIn, bridge: Bridge): WayIn {
  return {
    name: `${bridge.name}, through ${host.name}`,
    lacks: { ...host.lacks, ...bridge.lacks, ...upgradeLack(host, bridge) },
    exceptions: { ...host.exceptions, ...bridge.exceptions },
    programs: [],
    start: async (application) => {
      const started = await host.start(bridge.thereAndBack(application))
      return host === inProcess ? { ...started, send: inTurns(started.send) } : started
    },
  }
}

function upgradeLack(host: WayIn, { upgrades }: Bridge): WayIn['lacks'] {
  if (!upgrades) return { upgrade: 'it is a listener of requests' }
  return host === inProcess ? { upgrade: 'listeners of upgrades get a socket, and there is none' } : {}
}

/** Node tells of the end of an answer in later turns than the one in which a client in the same process has it. */
function inTurns(send: Send): Send {
  return async (request) => {
    const answer = await send(request)
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    return answer
  }
}
