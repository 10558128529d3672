import { placeOf } from './options.ts'
import type { Protocol, Site } from './options.ts'

const NAMES: Readonly<Record<Protocol, string>> = {
  http: 'HTTP',
  fastcgi: 'FastCGI',
  scgi: 'SCGI',
  uwsgi: 'uwsgi',
}

/** The comment that a configuration begins with. */
export function headline(path: string, program: string, site: Site, ...usage: string[]): string[] {
  const { name, protocol, upstream } = site
  return [
    path,
    `${program} in front of the application '${name}', which speaks ${NAMES[protocol]} at ${placeOf(upstream)}.`,
    ...usage,
    ...('unix' in upstream
      ? [
          'It must be the user of that socket or in its group: `tsgi serve` makes sockets of mode 0660 (--socket-mode).',
        ]
      : []),
  ].map((line) => `# ${line}`)
}
