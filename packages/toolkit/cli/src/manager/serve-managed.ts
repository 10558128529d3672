import type { ListenAddress } from '@tsgi/server'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { type Output, createOutput } from '../output.ts'
import { messageOf } from '../thrown.ts'
import { type Account, become, findAccount } from './accounts.ts'
import { checkSettings } from './check-settings.ts'
import { usableProcessors } from './cpu-limit.ts'
import { Crew } from './crew.ts'
import { type HandOver, closeUnwanted, inheritedAddresses, takeHandOver } from './hand-over.ts'
import { Manager } from './manager.ts'
import { writePidfile } from './pidfile.ts'
import { serviceManager } from './service-manager.ts'
import type { ManagedSettings } from './settings.ts'
import { type SharedSocket, letGo, openSockets } from './sockets/shared-sockets.ts'
import { Sides } from './sides.ts'
import { Solo } from './solo.ts'
import type { Staff } from './staff.ts'

/**
 * Serves an application as an operator wants it, until it is told to stop: with workers or without, from sockets that
 * are opened here, by systemd, or by the process before this one.
 * @returns the code to exit with
 * @throws CommandError when it does not come to serve; nothing of it is left then
 */
export async function serveManaged(settings: ManagedSettings): Promise<number> {
  checkSettings(settings)
  outliveReaders()
  const output = createOutput(settings)
  const before = takeHandOver()
  const owner = findAccount(settings)
  if (settings.umask !== undefined) process.umask(settings.umask)

  const opened = await openAll(settings, { output, owner, before })
  const sides = new Sides({ ...opened, pidfile: settings.pidfile, before })
  const manager = createManager(settings, output, opened, sides)
  try {
    if (owner !== undefined) become(owner)
    return await manager.run()
  } finally {
    await sides.end()
    if (!manager.isHandedOver) for (const socket of opened.all) socket.removeFile()
    opened.removePidfile()
  }
}

/** Whoever read our output may go; without listeners the next line would end the server. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

/** What was opened while there were rights to do so. */
interface Opened {
  /** Sockets of the application. */
  readonly sockets: readonly SharedSocket[]
  readonly control: SharedSocket | undefined
  readonly metrics: SharedSocket | undefined
  readonly all: readonly SharedSocket[]
  readonly removePidfile: () => void
}

interface Circumstances {
  readonly output: Output
  readonly owner: Account | undefined
  readonly before: HandOver | undefined
}

async function openAll(settings: ManagedSettings, { output, owner, before }: Circumstances): Promise<Opened> {
  const { controlSocket, metrics, pidfile } = settings
  const all: SharedSocket[] = []
  const open = async (addresses: readonly ListenAddress[], label?: string): Promise<SharedSocket[]> => {
    const found = await openSockets(addresses, { owner, before, label })
    all.push(...found)
    return found
  }
  try {
    const sockets = await open(await addressesOf(settings, output, before))
    const [control] = await open(
      controlSocket === undefined ? [] : [{ unix: controlSocket, mode: OWNER_ONLY }],
      'control',
    )
    const [told] = await open(metrics === undefined ? [] : [metrics], 'metrics')
    if (before !== undefined) closeUnwanted(before, all)
    const isFirst = pidfile !== undefined && before === undefined
    const removePidfile = isFirst ? writePidfile(pidfile, { owner }) : () => {}
    return { sockets, control, metrics: told, all, removePidfile }
  } catch (error) {
    all.forEach(letGo)
    throw error
  }
}

const OWNER_ONLY = 0o600

async function addressesOf(
  { listen }: ManagedSettings,
  output: Output,
  before: HandOver | undefined,
): Promise<readonly ListenAddress[]> {
  const activated = before === undefined ? await activatedSockets() : inheritedAddresses(before)
  if (activated.length === 0) return listen
  output.notice(`listening at ${activated.length} of the service manager's sockets, not where options say`)
  return activated
}

/** A manager does without the server where it can, which makes it start faster and be smaller. */
async function activatedSockets(): Promise<ListenAddress[]> {
  if (process.env['LISTEN_FDS'] === undefined) return []

  const { takeActivatedSockets } = await import('@tsgi/server')
  try {
    return takeActivatedSockets().map(({ fd }) => ({ fd }))
  } catch (cause) {
    throw new CommandError(exitCodes.cannotListen, `socket activation: ${messageOf(cause)}`, { cause })
  }
}

function createManager(
  settings: ManagedSettings,
  output: Output,
  { sockets, all }: Opened,
  sides: Sides,
): Manager {
  const manager: Manager = new Manager({
    settings,
    output,
    sockets: all,
    staff: createStaff(settings, sockets, output),
    services: serviceManager(output),
    onServing: () => sides.begin(manager),
    onHandedOver: () => sides.leave(),
  })
  return manager
}

function createStaff(settings: ManagedSettings, sockets: readonly SharedSocket[], output: Output): Staff {
  const parts = {
    size: settings.workers === 'auto' ? usableProcessors() : settings.workers,
    limits: settings,
    entry: settings.entry,
    application: settings.application,
    healthPath: settings.healthPath,
    graceMs: settings.graceMs,
    execArgv: settings.execArgv ?? process.execArgv,
    sockets,
    output,
    verbose: settings.verbose ?? false,
  }
  return parts.size === 0 ? new Solo(parts) : new Crew(parts)
}
