import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Program } from '@tsgi/server-config'

/** Front servers. */
export type FrontServer = Exclude<Program, 'systemd'>

/** How a program is run with a configuration that is printed for others, and what must be different here. */
export interface Setup {
  readonly command: string
  /** Arguments to look at a configuration only. */
  readonly check: (file: string) => readonly string[]
  /** Arguments to serve in the foreground. */
  readonly serve: (file: string) => readonly string[]
  /** Puts around what is printed what the program needs besides, with files in this folder alone. */
  readonly around: (printed: string, folder: string) => string
}

/** How the programs are run. */
export const SETUPS: Readonly<Record<FrontServer, Setup>> = {
  nginx: {
    command: 'nginx',
    check: (file) => ['-t', '-q', '-e', 'stderr', '-c', file],
    serve: (file) => ['-e', 'stderr', '-c', file],
    around: aroundNginx,
  },
  apache: {
    command: 'apache2',
    check: (file) => ['-t', '-f', file],
    serve: (file) => ['-DFOREGROUND', '-f', file],
    around: aroundApache,
  },
  lighttpd: {
    command: 'lighttpd',
    check: (file) => ['-tt', '-f', file],
    serve: (file) => ['-D', '-f', file],
    around: (printed, folder) =>
      without(printed, /^server\.(?:username|groupname|pid-file) /)
        .replace('/var/log/lighttpd/error.log', `${folder}/error.log`)
        .replace('"/var/www/html"', `"${folder}"`),
  },
  caddy: {
    command: 'caddy',
    check: (file) => ['validate', '--adapter', 'caddyfile', '--config', file],
    serve: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
    around: (printed) => `{\n\tadmin off\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n\n${printed}`,
  },
  haproxy: {
    command: 'haproxy',
    check: (file) => ['-c', '-q', '-f', file],
    serve: (file) => ['-db', '-f', file],
    around: (printed) => without(printed, /^ {2}(?:log|user|group|option (?:http|tcp)log)\b/),
  },
}

function without(text: string, lines: RegExp): string {
  return text
    .split('\n')
    .filter((line) => !lines.test(line))
    .join('\n')
}

function aroundNginx(printed: string, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi']
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events {}
http {
  access_log off;
  include /etc/nginx/mime.types;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
${printed}
}
`
}

/** Where Debian keeps the modules of Apache. */
const MODULES = '/usr/lib/apache2/modules'

/** What hands files off in Apache: a package of its own. */
export const MOD_XSENDFILE: string = `${MODULES}/mod_xsendfile.so`

/** With no modules but those that the comment in front of the site asks for. */
function aroundApache(printed: string, folder: string): string {
  const asked = /a2enmod ([a-z_ ]+) &&/.exec(printed)![1]!.split(' ')
  return `
${['mpm_event', 'authz_core', ...asked].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
ServerName 127.0.0.1
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
Mutex posixsem
${asked.includes('mime') ? 'TypesConfig /etc/mime.types' : ''}
${printed}
`
}

/** Where programs are looked for: servers often stand where the path of ordinary users does not lead. */
export const PROGRAM_PATH: string = [process.env['PATH'], '/usr/local/sbin', '/usr/sbin'].join(delimiter)

/** Whether a program can be started by its name, or a file is at its path. */
export function isInstalled(command: string): boolean {
  if (isAbsolute(command)) return existsSync(command)
  return PROGRAM_PATH.split(delimiter).some((folder) => existsSync(join(folder, command)))
}
