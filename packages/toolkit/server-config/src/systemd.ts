import { textOf, when } from './lines.ts'
import { authority, placeOf, seconds } from './options.ts'
import type { Site } from './options.ts'
import type { ConfigurationFile } from './server-config.ts'

/** Writes a socket and the service behind it. */
export function systemd(site: Site): readonly ConfigurationFile[] {
  const { service } = site
  if (service === undefined) throw new TypeError('service is missing: systemd has to know what to start')
  refuseVanishingSocket(site)
  return [socket(site, service), unit(site, service)]
}

/** The folder goes when the service stops, and is made over to its user when it starts: nobody could connect then. */
function refuseVanishingSocket({ name, upstream }: Site): void {
  if (!('unix' in upstream) || !upstream.unix.startsWith(`/run/${name}/`)) return
  throw new TypeError(
    `unix: /run/${name} is the folder of the service itself, got ${upstream.unix}; take /run/${name}.sock`,
  )
}

function socket({ name, upstream }: Site, { user, group }: Service): ConfigurationFile {
  const path = `/etc/systemd/system/${name}.socket`
  const lines = [
    `# ${path}`,
    `# Where the application '${name}' listens: it stays open while the service starts anew, so that clients wait.`,
    `# Take it into use with \`systemctl daemon-reload && systemctl enable --now ${name}.socket ${name}.service\`.`,
    '',
    '[Unit]',
    `Description=Socket of ${name}`,
    '',
    '[Socket]',
    `ListenStream=${'unix' in upstream ? upstream.unix : authority(upstream.host, upstream.port)}`,
    ...when(
      'unix' in upstream,
      '# The front server is in the group.',
      `SocketUser=${user}`,
      `SocketGroup=${group}`,
      'SocketMode=0660',
    ),
    ...when(!('unix' in upstream), 'NoDelay=yes'),
    'Backlog=511',
    '',
    '[Install]',
    'WantedBy=sockets.target',
  ]
  return { path, text: textOf(lines) }
}

function unit({ name, upstream }: Site, service: Service): ConfigurationFile {
  const path = `/etc/systemd/system/${name}.service`
  const lines = [
    `# ${path}`,
    `# Starts the application '${name}', which listens at ${placeOf(upstream)}.`,
    '',
    '[Unit]',
    `Description=${name}`,
    'After=network-online.target',
    'Wants=network-online.target',
    `Requires=${name}.socket`,
    `After=${name}.socket`,
    '',
    '[Service]',
    '# It says when it serves, and when it is gone for good.',
    'Type=notify',
    'NotifyAccess=all',
    `WorkingDirectory=${specifierless(service.workingDirectory)}`,
    `ExecStart=${service.command.map(word).join(' ')}`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    '# Its own processes are ended by itself.',
    'KillMode=mixed',
    '# More than --grace, which is 30 s.',
    `TimeoutStopSec=${seconds(service.stopTimeoutMs)}`,
    'WatchdogSec=30',
    'Restart=on-failure',
    '# A wrong command line, module or configuration does not get better.',
    'RestartPreventExitStatus=2 65 66 78',
    `User=${service.user}`,
    `RuntimeDirectory=${name}`,
    'Environment=NODE_ENV=production',
    '# What it does not need it does not have.',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'ProtectHome=read-only',
    'PrivateTmp=yes',
    'PrivateDevices=yes',
    'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6',
    'LimitNOFILE=65536',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ]
  return { path, text: textOf(lines) }
}

type Service = NonNullable<Site['service']>

/** A word of ExecStart: in quotes, without specifiers and variables. See systemd.service(5), "Command lines". */
function word(text: string): string {
  const escaped = specifierless(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$')
  return /^[A-Za-z0-9._/@+=:,%$-]+$/.test(escaped) ? escaped : `"${escaped}"`
}

/** `%` begins a specifier. */
function specifierless(text: string): string {
  return text.replaceAll('%', '%%')
}
