import { createHash } from 'node:crypto'
import { json } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import type { Clock } from '../clock.ts'
import { html } from '../html.ts'
import { link, page } from '../layout.ts'
import { problem } from '../problem.ts'
import { sections } from '../sections.ts'

const maxBytes = 100 * 1024 * 1024

/** Lets somebody choose a file; a script sends it as it is, without a form around it. */
export const uploadPage: Application = (request) =>
  page(request, {
    title: 'Upload',
    section: sections.upload,
    script: 'upload.js',
    content: html`<form
        class="panel upload"
        id="upload"
        data-target="${link(request, '/upload/file')}"
        data-max-bytes="${maxBytes}"
        hidden
      >
        <div class="drop">
          <label for="file">
            <span class="drop-title">Choose a file</span>
            <span class="hint">or drop one here, 100 MiB at most</span>
          </label>
          <input type="file" id="file" name="file" />
        </div>
        <div class="progress" hidden>
          <label for="progress">Sent</label>
          <span class="sent"></span>
          <progress id="progress" value="0" max="1"></progress>
        </div>
        <p class="notice wrong" role="alert" hidden></p>
        <div role="status">
          <section class="result" aria-labelledby="result-title" hidden>
            <h2 id="result-title">What the application received</h2>
            <dl class="figures">
              <div>
                <dt>Bytes</dt>
                <dd data-figure="bytes"></dd>
              </div>
              <div>
                <dt>Seconds</dt>
                <dd data-figure="seconds"></dd>
              </div>
              <div>
                <dt>MiB per second</dt>
                <dd data-figure="rate"></dd>
              </div>
            </dl>
            <p class="digest-line">SHA-256 <code class="digest" data-figure="sha256"></code></p>
          </section>
        </div>
      </form>
      <noscript>
        <p class="notice">Sending a bare file takes a script. A terminal can do it, too.</p>
      </noscript>
      <section class="aside" aria-labelledby="terminal-title">
        <h2 id="terminal-title">From a terminal</h2>
        <pre
          tabindex="0"
        ><code>curl -T photo.jpg ${request.scheme}://${request.authority}${link(request, '/upload/file')}</code></pre>
      </section>`,
  })

/** Hashes the content while it arrives, and keeps nothing of it. */
export function receiveFile(clock: Clock): Application {
  return async (request) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge()

    const startedAt = clock.elapsed()
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of request.body ?? nothing()) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) return tooLarge()
      hash.update(chunk)
    }
    const seconds = (clock.elapsed() - startedAt) / 1000
    return json({ bytes, sha256: hash.digest('hex'), seconds })
  }
}

function tooLarge(): HttpResponse {
  return problem(413, 'A file may have 100 MiB at most.')
}

/** A request without content has no body: an empty file. */
async function* nothing(): AsyncGenerator<Uint8Array> {}
