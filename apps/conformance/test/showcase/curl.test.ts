import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { showcase } from '@tsgi/showcase'
import { CERTIFICATE } from '../../src/certificate.ts'
import type { StartedWayIn } from '../../src/way-in.ts'
import { declareMissing, isInstalled } from '../run-suite.ts'
import { SHOWN } from './shown.ts'

for (const wayIn of SHOWN) {
  const programs = ['curl', ...wayIn.programs]
  if (programs.every(isInstalled)) fetchAll(wayIn)
  else declareMissing(`curl through ${wayIn.name}`, programs.join(' and '))
}

/** Uses every page of the showcase from a terminal. */
function fetchAll(wayIn: (typeof SHOWN)[number]): void {
  describe(`the showcase from curl, through ${wayIn.name}`, () => {
    let started: StartedWayIn
    beforeAll(async () => void (started = await wayIn.start(showcase())))
    afterAll(() => started.close())

    /** Status of the answer, then its content. */
    const curl = async (path: string, ...options: string[]): Promise<[status: string, content: Buffer]> => {
      const args = [
        '-sS',
        '--cacert',
        CERTIFICATE.cert,
        '-m',
        '30',
        '-o',
        '-',
        '-w',
        '%{stderr}%{http_code}',
        ...options,
        started.url + path,
      ]
      const { stdout, stderr } = await run('curl', args, { encoding: 'buffer', maxBuffer: 64 * MIB })
      return [stderr.toString(), stdout]
    }

    it.each(['/', '/contact', '/contact/thanks', '/events', '/upload', '/download', '/notes', '/stream'])(
      'GET and HEAD %s',
      async (path) => {
        const [status, content] = await curl(path)
        expect(status).toBe('200')
        expect(content.toString()).toContain('</html>')
        expect(await curl(path, '--head')).toEqual(['200', expect.any(Buffer)])
      },
    )

    it('sends the contact form and is sent on', async () => {
      const [status, page] = await curl('/contact', '-L', '-d', 'name=Ada&email=ada%40example.org&text=Hello')
      expect(status).toBe('200')
      expect(page.toString()).toContain('Thank you.')
    })

    it('uploads in chunks', async () => {
      const [status, answer] = await curl(
        '/upload/file',
        '-X',
        'PUT',
        '-H',
        'transfer-encoding: chunked',
        '-d',
        'abc',
      )
      expect(status).toBe('200')
      expect(answer.toString()).toContain(createHash('sha256').update('abc').digest('hex'))
    })

    it('downloads 10 MiB', async () => {
      const [status, content] = await curl('/download/10-MiB.bin')
      expect(status).toBe('200')
      expect(content.length).toBe(10 * MIB)
    })

    it('creates a note and reads it', async () => {
      const note = ['-H', 'content-type: application/json', '-d', '{"title":"Milk","text":""}']
      expect((await curl('/api/notes', ...note))[0]).toBe('201')
      expect((await curl('/api/notes'))[1].toString()).toContain('Milk')
      expect((await curl('/api/notes', '-X', 'PATCH'))[0]).toBe('405')
    })

    it('watches the first event', async () => {
      const watching = curl('/events/stream', '-N', '-m', '2')
      const { stdout } = (await watching.catch((error: unknown) => error)) as { stdout: Buffer }
      expect(stdout.toString()).toContain('event: tick')
    })
  })
}

const run = promisify(execFile)
const MIB = 1024 * 1024
