import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { start } from '@tsgi/test-servers'
import { expect, it } from 'vitest'
import { compress } from '../src/index.ts'
import { CODINGS, page, prose } from './material.ts'

const run = promisify(execFile)

async function curl(...args: string[]): Promise<string> {
  const { stdout } = await run('curl', ['--silent', '--show-error', '--compressed', ...args], {
    maxBuffer: 1e8,
  })
  return stdout
}

/** Codings that this curl has been built with. */
const { stdout: version } = await run('curl', ['--version']).catch(() => ({ stdout: '' }))
const FEATURES = { br: 'brotli', zstd: 'zstd', gzip: 'libz', deflate: 'libz' } as const
const known = CODINGS.filter((coding) => version.includes(FEATURES[coding]))

it.runIf(known.length > 0).each(known)(
  'curl decodes %s, of every size, whole and streamed',
  async (coding) => {
    const { url } = await start(
      compress({ codings: [coding] })(({ path, query }) => {
        const text = prose(Number(query))
        return page(path === '/stream' ? new Blob([text]).stream() : text)
      }),
    )
    for (const target of ['/?2000', '/?200000', '/?2000000', '/stream?2000000']) {
      const length = Number(target.split('?')[1])
      expect(await curl(url + target)).toBe(prose(length))
    }
    expect(await curl('--head', `${url}/?2000`)).toContain(`content-encoding: ${coding}\r\n`)
  },
)
