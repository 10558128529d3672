import type { Server } from '@tsgi/server'
import { type ControlServer, openControl } from './control/control-server.ts'
import { type HandOver, tellTakenOver } from './hand-over.ts'
import type { Manager } from './manager.ts'
import { writePidfile } from './pidfile.ts'
import type { SharedSocket } from './sockets/shared-sockets.ts'

/** What is wanted beside the application. */
export interface SidesParts {
  readonly control: SharedSocket | undefined
  readonly metrics: SharedSocket | undefined
  /** File for the process id, when it is another process's until then. */
  readonly pidfile: string | undefined
  /** Whom this process takes over from. */
  readonly before: HandOver | undefined
}

/** What there is beside the application, once that is served: the control socket, the metrics, what is taken over. */
export class Sides {
  readonly #parts: SidesParts
  #control: ControlServer | undefined
  #metrics: Server | undefined
  #removePidfile: () => void = () => {}

  constructor(parts: SidesParts) {
    this.#parts = parts
  }

  /** Begins, once the application is served. */
  async begin(manager: Manager): Promise<void> {
    const { control, metrics, before } = this.#parts
    if (control !== undefined)
      this.#control = await openControl(control.fd, (command) => manager.obey(command))
    if (metrics !== undefined) this.#metrics = await serveMetrics(metrics, manager)
    if (before !== undefined) this.#takeOver(before)
  }

  /** From here on the process before this one stops, and what says who is in charge says us. */
  #takeOver(before: HandOver): void {
    const { pidfile } = this.#parts
    if (pidfile !== undefined) this.#removePidfile = writePidfile(pidfile, { predecessor: before.pid })
    tellTakenOver(before)
  }

  /** Another process may listen there already. Who has asked still gets an answer. */
  leave(): void {
    this.#control?.leave()
    void this.#metrics?.close({ graceMs: 0 })
  }

  /** Resolves when those who have asked have their answers. */
  async end(): Promise<void> {
    this.leave()
    this.#removePidfile()
    await this.#control?.finish()
  }
}

/** Loaded on demand: most managers have no server. */
async function serveMetrics({ fd }: SharedSocket, manager: Manager): Promise<Server> {
  const [{ serve }, { crewMetrics }] = await Promise.all([
    import('@tsgi/server'),
    import('./crew-metrics.ts'),
  ])
  return serve(
    crewMetrics(() => manager.status()),
    { listen: [{ fd }] },
  )
}
