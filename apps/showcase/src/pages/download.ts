import type { Application } from '@tsgi/spec'
import { html } from '../html.ts'
import { link, page } from '../layout.ts'
import type { RouteTable } from '../routes.ts'
import { sections } from '../sections.ts'

const chunkBytes = 64 * 1024
const mebibyte = 1024 * 1024

/** The digests let a reader check that everything arrived: `sha256sum 10-MiB.bin`. */
const files = [
  {
    name: '1-MiB.bin',
    label: '1 MiB',
    bytes: mebibyte,
    sha256: '14665e080c6c19b7dd46aa9e3acc34c29568b727e60cfe4b28675d63ae111deb',
  },
  {
    name: '10-MiB.bin',
    label: '10 MiB',
    bytes: 10 * mebibyte,
    sha256: '1ebfb81846e7f950792c9698b1486c58e4d197b81957d4bb7fb9db1f5aa66a3b',
  },
  {
    name: '100-MiB.bin',
    label: '100 MiB',
    bytes: 100 * mebibyte,
    sha256: 'a67fbc635703b2bad300b735f59006fec2d106b25beab92b53a9b9fb87c0d157',
  },
  {
    name: '1-GiB.bin',
    label: '1 GiB',
    bytes: 1024 * mebibyte,
    sha256: 'a41a20737ce23fef1e9244f7af6f5bb345c96e99396ced8e7341b2fee6332e2d',
  },
]

/** Offers the files. */
export const downloadPage: Application = (request) =>
  page(request, {
    title: 'Download',
    section: sections.download,
    content: html`<section class="panel" aria-labelledby="files-title">
      <h2 id="files-title">Choose a size</h2>
      <table class="files">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" class="number">Bytes</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${files.map(
            ({ name, label, bytes, sha256 }) =>
              html`<tr>
                <th scope="row">
                  <a class="button" href="${link(request, `/download/${name}`)}" download>${label}</a>
                </th>
                <td class="number">${bytes.toLocaleString('en')}</td>
                <td><code class="digest">${sha256}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="hint">
        The files exist nowhere. Stop the download half-way, or let it wait: the generator stops and waits
        with it. Hand a file to the <a href="${link(request, '/upload')}">upload page</a> to see its digest
        come back.
      </p>
    </section>`,
  })

/** A route for each file. HEAD gets the same answer; the server never starts the generator then. */
export const downloadRoutes: RouteTable = Object.fromEntries(
  files.map(({ name, bytes }) => [`/download/${name}`, { GET: download(name, bytes) }]),
)

function download(name: string, bytes: number): Application {
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': String(bytes),
    'content-disposition': `attachment; filename="${name}"`,
  }
  return () => ({ status: 200, headers, body: generate(bytes) })
}

/** Yields bytes that look random and are always the same. Nobody pulls faster than the connection drains. */
async function* generate(bytes: number): AsyncGenerator<Uint8Array> {
  for (let left = bytes; left > 0; left -= chunkBytes) yield block.subarray(0, left)
}

const block = makeBlock()

/** Marsaglia's xorshift32: https://www.jstatsoft.org/article/view/v008i14 */
function makeBlock(): Uint8Array {
  const words = new Uint32Array(chunkBytes / 4)
  let word = 0x74736769
  for (const index of words.keys()) {
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    words[index] = word
  }
  return new Uint8Array(words.buffer)
}
