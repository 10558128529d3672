/*
 * Theory of operation
 *
 * This process has the listening sockets and a child that serves. When a file changes, the child is told to end, and as
 * soon as it takes no connection any more the next one is started; connections that come in between wait in the queue of
 * the socket, which stays open. What was under way may finish for a moment.
 *
 * No request gets an answer of old code that comes after an answer of the new: kept connections of the old child are closed
 * when nothing has come for `KEPT_MS`, and the next one, which loads the code meanwhile, does not listen before that.
 *
 * The child itself answers for code that does not load: with an error page. When it is gone altogether another takes its
 * place that answers with the reason, until a file changes.
 */
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { defaultWorkerLimits } from '../manager/index.ts'
import { allowanceOf } from '../manager/wear.ts'
import { WorkerProcess, howItEnded } from '../manager/worker-process.ts'
import type { Settings } from '../options/settings.ts'
import type { Output } from '../output.ts'
import { type Plan, entryUrl } from '../plan.ts'
import { messageOf } from '../thrown.ts'

/** What a development server is made of. */
export interface DevServerParts {
  readonly plan: Plan
  /** Descriptors to listen at. */
  readonly sockets: readonly number[]
  readonly healthPath: string | undefined
  /** Milliseconds that what is under way may take when a file changes, or all of it ends. */
  readonly graceMs: number
  readonly output: Output
}

/** Nobody looks whether a child is hung: it may wait in a debugger. */
const BEAT_MS = 3_600_000
/** How long a client may go on with a connection that it has kept when the code changes. */
const KEPT_MS = 100
/** After so long all of those are closed: a server looks at its connections four times within `KEPT_MS`, and is two looks late at most. */
const LEFT_MS = 150
/** A child that has not closed its listeners after so long is in a loop: nothing can be finished there. */
const CLOSE_WITHIN_MS = 1000
/** For a child to say goodbye after its time is over. */
const KILL_AFTER_MS = 500

/** One child at a time that serves. */
export class DevServer {
  readonly #parts: DevServerParts
  #child: WorkerProcess | undefined
  #count = 0
  /** When the child before has no connection any more over which a request could come, as of `Date.now()`. */
  #listenAt = 0
  #isStopping = false

  constructor(parts: DevServerParts) {
    this.#parts = parts
  }

  /** Starts the first child. @throws CommandError when it cannot listen, or an option is wrong */
  async start(): Promise<void> {
    const child = this.#spawn(this.#parts.plan)
    try {
      await child.ready
    } catch (error) {
      if (error instanceof CommandError && error.exitCode !== exitCodes.failed) throw error
      this.#failed(child, error)
      return
    }
    this.#parts.output.result(`Serving ${child.name} on ${child.urls[0]}`)
    this.#watchEnd(child)
  }

  /** Takes the code anew. @param changed what to tell of the reason */
  async restart(changed: string): Promise<void> {
    const startedAt = performance.now()
    const old = this.#child
    await this.#retire(old)
    // Another change was faster, or all of it ends.
    if (old !== this.#child || this.#isStopping) return
    this.#listenAt = Date.now() + LEFT_MS
    const child = this.#spawn({ ...this.#parts.plan, isFirst: false })
    try {
      await child.ready
    } catch (error) {
      this.#failed(child, error)
      return
    }
    this.#watchEnd(child)
    this.#parts.output.notice(`${changed}: restarted in ${Math.round(performance.now() - startedAt)} ms`)
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.#isStopping = true
    const child = this.#child
    await this.#retire(child)
    await child?.ended
  }

  /** Ends it at once. */
  kill(): void {
    this.#isStopping = true
    this.#child?.kill()
  }

  #spawn(plan: Plan): WorkerProcess {
    const { healthPath, graceMs, sockets } = this.#parts
    this.#child = new WorkerProcess({
      id: 1,
      generation: ++this.#count,
      orders: {
        entry: entryUrl,
        application: { ...plan, settings: impatient(plan.settings), listenAt: this.#listenAt },
        healthPath,
        maxRequests: 0,
        beatMs: BEAT_MS,
        graceMs,
      },
      sockets,
      execArgv: process.execArgv,
      allowance: allowanceOf(defaultWorkerLimits, 0),
      onWish: (worker, wish) => {
        if (wish === 'asked' && worker === this.#child) void this.restart('SIGTERM')
      },
    })
    return this.#child
  }

  /**
   * Resolves when no connection comes to it any more. One that does not serve yet has nothing to finish, and one in a loop
   * does not hear that it is to end.
   */
  async #retire(child: WorkerProcess | undefined): Promise<void> {
    if (child === undefined || child.state === 'gone') return
    if (child.state === 'starting') {
      child.kill()
      await child.ended
      return
    }
    child.stop(this.#parts.graceMs)
    killUnless(child.closed, child, CLOSE_WITHIN_MS)
    killUnless(child.ended, child, this.#parts.graceMs + KILL_AFTER_MS)
    await child.closed
  }

  #watchEnd(child: WorkerProcess): void {
    void child.ended.then((ended) => {
      if (!child.wasTold) this.#failed(child, new Error(`the application ${howItEnded(ended)}`))
    })
  }

  /** Unless the next one has taken its place already. */
  #failed(child: WorkerProcess, error: unknown): void {
    if (child !== this.#child || this.#isStopping || child.wasTold) return
    const failure = messageOf(error)
    this.#parts.output.error(`${failure}; waiting for a change`)
    const stand = this.#spawn({ ...this.#parts.plan, isFirst: false, failure })
    stand.ready.catch((fault: unknown) => {
      if (!stand.wasTold) this.#parts.output.error(messageOf(fault))
    })
  }
}

function killUnless(done: Promise<unknown>, child: WorkerProcess, withinMs: number): void {
  const killer = setTimeout(() => child.kill(), withinMs)
  void done.then(() => clearTimeout(killer))
}

/** Gateways with a connection for each request have none to wait for. */
function impatient(settings: Settings): Settings {
  const keeps = ['http', 'fastcgi'].includes(settings.protocol)
  return keeps ? { ...settings, server: { ...settings.server, drainMs: KEPT_MS } } : settings
}
