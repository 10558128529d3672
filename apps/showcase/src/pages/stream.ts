import type { Application, HttpRequest } from '@tsgi/spec'
import type { Clock } from '../clock.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { link, pageEnd, pageStart } from '../layout.ts'
import { sections } from '../sections.ts'

const pauseMs = 250

const poem = [
  'A byte arrives, and then a thousand more:',
  'a verb, a path, the fields in single file.',
  'The server reads them, standing at the door,',
  'and says no word to anyone meanwhile.',

  'It calls a function. That is all it does:',
  'one argument goes in, one value out.',
  'No global state remembers what there was,',
  'there is no second call to fret about.',

  'The answer need not wait till it is done:',
  'each line is sent as soon as it is penned,',
  'and pulled, not pushed, the next one after one,',
  'till someone leaves, or till we reach the end.',
]

/** Writes a page line by line, a quarter of a second apart. */
export function streamedPage(clock: Clock): Application {
  return (request) => ({
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
    body: chunks(request, clock),
  })
}

/** The first chunk is a page up to its first line; a browser shows it while the rest is still unwritten. */
async function* chunks(request: HttpRequest, clock: Clock): AsyncGenerator<string> {
  const startedAt = clock.elapsed()
  const elapsed = (): string => `${((clock.elapsed() - startedAt) / 1000).toFixed(2)} s`

  yield start(request).markup
  for (const line of poem) {
    await clock.sleep(pauseMs, request.exchange.signal)
    yield html`<li>${line} <small>${elapsed()}</small></li>`.markup
  }
  yield end(request, elapsed()).markup
}

function start(request: HttpRequest): Html {
  return html`${pageStart(request, { title: 'Stream', section: sections.stream })}
    <section class="panel" aria-labelledby="poem-title">
      <h2 id="poem-title">One request, one response</h2>
      <ol class="poem">
     `
}

function end(request: HttpRequest, duration: string): Html {
  return html`</ol>
<p class="actions"><a class="button" href="${link(request, '/stream')}">Read it again</a>
<span class="hint">${poem.length + 2} chunks in ${duration}, each sent before the next was made.</span></p>
</section>${pageEnd()}`
}
