/* What people see and press: the command in a real terminal, which tmux is. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { directoryOf } from './command.ts'
import { eventually, isAlive } from './manager/managed.ts'

const hasTmux = spawnSync('tmux', ['-V']).status === 0
const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

vi.setConfig({ testTimeout: 60_000 })

const hello = `export default () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' })`

/** Says on the terminal when a request has come, and never answers. */
const neverAnswers = `export default () => {
  console.log('asked')
  return new Promise(() => {})
}`

/** Half of the content comes slowly, the rest when there is a file `go`. */
const halting = `import { existsSync } from 'node:fs'
async function* content() {
  for (let i = 0; i < 8; i++) {
    yield new Uint8Array(2 ** 17)
    await new Promise((done) => setTimeout(done, 150))
  }
  while (!existsSync('go')) await new Promise((done) => setTimeout(done, 10))
  yield new Uint8Array(2 ** 20)
}
const headers = { 'content-type': 'application/zip', 'content-length': String(2 ** 21) }
export default () => ({ status: 200, headers, body: content() })`

describe.skipIf(!hasTmux)('on a terminal (needs tmux)', () => {
  it('Ctrl-C ends it gracefully', async () => {
    const terminal = open(['serve', 'app.mjs', '--port', '0'], { 'app.mjs': hello })
    await terminal.shows('Serving app.mjs on http://127.0.0.1:')
    terminal.press('C-c')
    await terminal.shows('code 0')
    expect(terminal.screen()).toContain('SIGINT: stopping within 30 s; a second signal ends it at once')
  })

  it.each([
    ['one process', []],
    ['workers', ['--workers', '1']],
  ])('Ctrl-C once more ends it at once: %s', async (_name, more) => {
    const terminal = open(['serve', 'app.mjs', '--port', '0', ...more], { 'app.mjs': neverAnswers })
    await terminal.shows('Serving app.mjs on http://127.0.0.1:')
    void fetch(/http:\/\/127\S+/.exec(terminal.screen())![0]).catch(() => {})
    await terminal.shows('asked')
    terminal.press('C-c')
    await terminal.shows('SIGINT: stopping')
    // Two at the same moment are one, so it is pressed until it is taken as a second one.
    const screen = await eventually(
      () => (terminal.press('C-c'), terminal.screen()),
      (all) => all.includes('code'),
    )
    expect(screen).toContain('code 130')
  })

  it('stops gracefully when the terminal is closed', async () => {
    const terminal = open(['serve', 'app.mjs', '--port', '0', '--pidfile', 'app.pid'], { 'app.mjs': hello })
    await terminal.shows('Serving app.mjs on')
    const pid = Number(readFileSync(join(terminal.directory, 'app.pid'), 'utf8'))
    terminal.close()
    await eventually(
      () => isAlive(pid),
      (alive) => !alive,
    )
    expect(() => statSync(join(terminal.directory, 'app.pid'))).toThrow('ENOENT')
  })

  it('tsgi dev has colours, and ends on Ctrl-C', async () => {
    const terminal = open(['dev', 'app.mjs', '--port', '0'], { 'app.mjs': hello })
    await terminal.shows('Serving app.mjs on http://127.0.0.1:')
    await fetch(/http:\/\/127\S+/.exec(terminal.screen())![0])
    await terminal.shows('GET / 200')
    expect(terminal.coloured()).toContain('\u001b[32m200')
    terminal.press('C-c')
    await terminal.shows('code 0')
  })

  it('tsgi dev leaves colours out where NO_COLOR says so', async () => {
    const terminal = open(['dev', 'app.mjs', '--port', '0'], { 'app.mjs': hello }, 'NO_COLOR=1')
    await terminal.shows('Serving app.mjs on http://127.0.0.1:')
    await fetch(/http:\/\/127\S+/.exec(terminal.screen())![0])
    await terminal.shows('GET / 200')
    expect(terminal.coloured()).not.toContain('\u001b')
  })

  it('tsgi request has a bar for a long download, which fits the window and goes away', async () => {
    const terminal = open(['request', '/', '--app', 'app.mjs', '-o', 'content'], { 'app.mjs': halting })
    await eventually(terminal.screen, (screen) => /^\[#* *\] \d+ % of 2\.0 MiB$/m.test(screen))
    terminal.resize(30)
    await eventually(terminal.screen, (screen) => /^\[[# ]{11}\] \d+ % of 2\.0 MiB$/m.test(screen))
    writeFileSync(join(terminal.directory, 'go'), '')
    await terminal.shows('code 0')
    expect(terminal.screen()).not.toContain('%')
    expect(statSync(join(terminal.directory, 'content')).size).toBe(2 ** 21)
  })
})

/** Runs the command in a terminal of its own; when it has ended, the terminal shows `code` and its exit code. */
function open(args: readonly string[], files: Readonly<Record<string, string>>, variables = '') {
  const directory = directoryOf(files)
  const tmux = (...words: string[]): string =>
    execFileSync('tmux', ['-S', join(directory, 'tmux.sock'), '-f', '/dev/null', ...words], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const command = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(' ')
  const line = `trap : INT; ${variables} ${command}; echo code $?; while :; do sleep 600; done`
  tmux('new-session', '-d', '-x', '80', '-y', '24', '-c', directory, line)
  const close = (): void => void tmux('kill-server')
  onTestFinished(() => {
    spawnSync('tmux', ['-S', join(directory, 'tmux.sock'), 'kill-server'])
  })
  const screen = (): string => tmux('capture-pane', '-p', '-J')
  return {
    directory,
    close,
    screen,
    coloured: () => tmux('capture-pane', '-p', '-e'),
    shows: async (text: string) => {
      await eventually(screen, (all) => all.includes(text))
    },
    press: (key: string) => void tmux('send-keys', key),
    resize: (columns: number) => void tmux('resize-window', '-x', String(columns)),
  }
}
