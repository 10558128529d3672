import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { childrenOf, directoryOf, launchManaged, serveManaged, whoami } from './managed.ts'

const isRoot = process.getuid?.() === 0
const nobody = Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout)

describe.runIf(isRoot)('root', () => {
  it.each([1, 0])(
    'becomes the user for good: user, group and supplementary groups, %i workers (G35)',
    async (workers) => {
      const directory = readable()
      const { pid, url } = await serveManaged(
        {
          workers,
          user: 'nobody',
          listen: [{ port: 80, host: '127.0.0.53' }],
          pidfile: 'app.pid',
          umask: 0o027,
        },
        { directory },
      )
      expect((await fetch(url)).status).toBe(200)
      for (const each of [pid, ...childrenOf(pid)]) {
        const status = readFileSync(`/proc/${each}/status`, 'utf8')
        const group = /^Gid:\t(\d+)/m.exec(status)?.[1]
        expect(status).toMatch(new RegExp(`^Uid:\\t${nobody}\\t${nobody}\\t${nobody}\\t${nobody}$`, 'm'))
        expect(status).toMatch(new RegExp(`^Gid:\\t${group}\\t${group}\\t${group}\\t${group}$`, 'm'))
        expect(status).toMatch(new RegExp(`^Groups:\\t${group} ?$`, 'm'))
        expect(status).toMatch(/^CapEff:\t0+$/m)
        expect(status).toMatch(/^Umask:\t0027$/m)
      }
    },
  )

  it('gives unix sockets, control socket and pid file to the user', async () => {
    const directory = readable()
    const { signal, ended } = await serveManaged(
      { workers: 1, user: 'nobody', listen: [{ unix: 'app.sock', mode: 0o666 }], pidfile: 'app.pid' },
      { directory },
    )
    const owners = ['app.sock', 'control.sock', 'app.pid'].map((name) => statSync(join(directory, name)).uid)
    expect(owners).toEqual([nobody, nobody, nobody])
    expect(statSync(join(directory, 'app.sock')).mode & 0o777).toBe(0o666)
    signal('SIGTERM')
    await ended
    // The directory is root's: the file cannot be removed, but it does not name a process that is gone.
    expect(readFileSync(join(directory, 'app.pid'), 'utf8')).toBe('')
  })

  it('may be replaced by a process that has never been root', async () => {
    const directory = readable()
    const { url, signal, exited, status, ask, pid } = await serveManaged(
      { workers: 1, user: 'nobody', listen: [{ port: 0 }, { unix: 'app.sock' }], pidfile: 'app.pid' },
      { directory },
    )
    signal('SIGUSR2')
    expect(await exited).toBe(0)
    const { pid: next } = await status()
    expect(next).not.toBe(pid)
    expect((await fetch(url)).status).toBe(200)
    expect(readFileSync(join(directory, 'app.pid'), 'utf8')).toBe(`${next}\n`)
    await ask('stop')
  })
})

describe.runIf(isRoot)('somebody else', () => {
  it('is told that only root can change users', async () => {
    const directory = readable()
    chownSync(directory, nobody, nobody)
    const { ended } = launchManaged(
      { workers: 1, user: 'root' },
      { directory, through: ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] },
    )
    expect(await ended).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'tsgi: cannot become root: only root can change user and group; start it as root, or without --user and --group\n',
    })
  })
})

/** Test directories are for their owner alone. */
function readable(): string {
  const directory = directoryOf({ 'app.mjs': whoami })
  chmodSync(directory, 0o755)
  return directory
}
