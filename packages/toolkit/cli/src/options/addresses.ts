import type { ListenAddress } from '@tsgi/server'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Settings } from './settings.ts'

const defaultPorts: Readonly<Record<Settings['protocol'], number>> = {
  http: 8000,
  fastcgi: 9000,
  scgi: 4000,
  uwsgi: 3031,
}

/**
 * Where settings say to listen.
 * @throws CommandError for an address that is none
 */
export function listenAddresses(settings: Settings): ListenAddress[] {
  const { host, port, unix, listen, protocol } = settings
  const mode = permissionBits(settings.socketMode)
  const addresses = listen.map((text) => parseAddress(text, 'listen'))
  if (unix !== undefined) addresses.push({ unix })
  if (addresses.length === 0) addresses.push({ host, port: port ?? defaultPorts[protocol] })
  return addresses.map((address) => ('unix' in address ? { ...address, mode } : address))
}

/**
 * Reads an address: `127.0.0.1:8000`, `[::1]:8000`, `:8000` for all addresses, `8000` for this machine,
 * `unix:/run/app.sock`, `fd:3`.
 * @throws CommandError when it is none of them
 */
export function parseAddress(text: string, option: string): ListenAddress {
  if (text.startsWith('unix:') && text.length > 'unix:'.length) return { unix: text.slice('unix:'.length) }
  if (text.startsWith('/')) return { unix: text }
  if (/^fd:\d{1,9}$/.test(text)) return { fd: Number(text.slice('fd:'.length)) }

  const [, host, port] = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]]*):)?(\d{1,5})$/.exec(text) ?? []
  if (port === undefined || Number(port) > 65_535) throw noAddress(text, option)
  if (host === undefined) return { port: Number(port) }
  return { host: host === '' ? '::' : host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** Octal text as a number. */
export function permissionBits(text: string): number {
  return Number.parseInt(text, 8)
}

function noAddress(text: string, option: string): CommandError {
  return new CommandError(
    exitCodes.usage,
    `--${option} ${text} is no address, such as 127.0.0.1:8000, [::1]:8000, :8000, unix:/run/app.sock or fd:3`,
  )
}
