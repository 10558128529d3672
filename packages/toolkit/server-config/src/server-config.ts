import { apache } from './apache.ts'
import { caddy } from './caddy.ts'
import { haproxy } from './haproxy.ts'
import { lighttpd } from './lighttpd.ts'
import { nginx } from './nginx.ts'
import { readOptions } from './options.ts'
import type { ServerConfigOptions, Site } from './options.ts'
import { systemd } from './systemd.ts'

/** A file to write. */
export interface ConfigurationFile {
  /** Where Debian and its relatives expect it: `/etc/nginx/conf.d/shop.conf`. */
  readonly path: string
  /** All of it. Begins with a comment that says the path and how to take it into use. */
  readonly text: string
}

/** What there are configurations for. */
export type Program = 'nginx' | 'apache' | 'lighttpd' | 'caddy' | 'haproxy' | 'systemd'

const CONFIGURATIONS: Readonly<Record<Program, (site: Site) => readonly ConfigurationFile[]>> = {
  nginx: (site) => [nginx(site)],
  apache: (site) => [apache(site)],
  lighttpd: (site) => [lighttpd(site)],
  caddy: (site) => [caddy(site)],
  haproxy: (site) => [haproxy(site)],
  systemd,
}

/** The names of all of them, for those who ask. */
export const PROGRAMS: readonly Program[] = Object.keys(CONFIGURATIONS) as Program[]

/**
 * Writes the configuration of a program that stands in front of an application, or that starts it (`'systemd'`). Nothing on this
 * machine is read or changed.
 * @returns one file; of systemd the socket and the service
 * @throws TypeError that names the option and what was expected: for what is unknown or malformed, for what the program cannot do,
 *   and for what cannot be said in the language of its configuration
 */
export function serverConfig(
  program: Program,
  options: ServerConfigOptions = {},
): readonly ConfigurationFile[] {
  if (!PROGRAMS.includes(program)) {
    throw new TypeError(
      `There is no configuration for '${program as string}'; expected ${PROGRAMS.join(', ')}`,
    )
  }
  const site = readOptions(options)
  if (site.proxyProtocol && program !== 'haproxy' && program !== 'systemd') {
    throw new TypeError(`proxyProtocol is for haproxy alone, not for ${program}`)
  }
  return CONFIGURATIONS[program](site)
}
