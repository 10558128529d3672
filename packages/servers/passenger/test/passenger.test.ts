import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ES_MODULE, TYPESCRIPT, applicationFolder } from './application.ts'

/** Debian's libapache2-mod-passenger. */
const MODULE = '/usr/lib/apache2/modules/mod_passenger.so'

function configuration(folder: string, port: number): string {
  const asRoot = process.getuid?.() === 0
  return `
${['mpm_event', 'authz_core', 'passenger'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
${asRoot ? 'User www-data\nGroup www-data\nPassengerDefaultUser root' : ''}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
Mutex posixsem
AllowEncodedSlashes NoDecode
PassengerRoot /usr/lib/ruby/vendor_ruby/phusion_passenger/locations.ini
PassengerInstanceRegistryDir ${folder}
PassengerLogFile ${folder}/passenger.log
PassengerUserSwitching off
PassengerDisableSecurityUpdateCheck on
PassengerDisableAnonymousTelemetry on
PassengerAllowEncodedSlashes on
PassengerNodejs ${process.execPath}
DocumentRoot ${folder}/public
PassengerAppRoot ${folder}
PassengerAppType node
PassengerStartupFile app.cjs
<Directory ${folder}/public>
  Require all granted
</Directory>
`
}

/** Starts Apache with Passenger for an application. @returns its address */
async function startApache(files: Readonly<Record<string, string>>): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  const folder = applicationFolder(files)
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'public'))
  writeFileSync(join(folder, 'apache.conf'), configuration(folder, port))
  const apache = spawn('apache2', ['-d', folder, '-f', 'apache.conf', '-DFOREGROUND'], { stdio: 'ignore' })
  onTestFinished(async () => {
    apache.kill('SIGTERM')
    if (apache.exitCode === null) await once(apache, 'exit')
  })
  return `http://127.0.0.1:${port}`
}

/** Tries until somebody listens. */
async function get(url: string): Promise<Response> {
  for (;;) {
    try {
      return await fetch(url)
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

describe.skipIf(!existsSync(MODULE))('Passenger under Apache', () => {
  it('serves an ES module that it could not load itself', { timeout: 60_000 }, async () => {
    const url = await startApache({
      'app.cjs': `require('@tsgi/passenger').start(() => import('./app.mjs'))`,
      'app.mjs': ES_MODULE,
    })
    const answer = await get(`${url}/a%2Fb?x`)
    expect([answer.status, answer.headers.get('x-app'), await answer.text()]).toEqual([200, 'es', '/a%2Fb?x'])
  })

  it('serves TypeScript', { timeout: 60_000 }, async () => {
    const url = await startApache({
      'app.cjs': `require('@tsgi/passenger').start('app.ts')`,
      'app.ts': TYPESCRIPT,
    })
    const answer = await get(`${url}/`)
    expect([answer.status, await answer.text()]).toEqual([200, 'hello'])
  })
})
