import { pathToFileURL } from 'node:url'
import type { HttpRequest } from '@tsgi/spec'
import { document, escaped, policy } from '../html.ts'
import type { Problem } from '../problem.ts'
import { redacted, redactedQuery } from './redact.ts'
import { excerptOf } from './stack.ts'
import type { Frame, Place } from './stack.ts'
import type { Thrown } from './thrown.ts'

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --mark: #f5a62333; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.4rem; margin: 0 }
h2 { font-size: 1.1rem; margin-top: 2rem }
small { font-weight: normal; opacity: .7 }
.message { font-size: 1.1rem; white-space: pre-wrap }
section { border-left: 3px solid var(--line); padding-left: 1rem; margin-top: 2rem }
pre, ol, td { font: .85rem/1.6 ui-monospace, monospace }
pre { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem 0; overflow-x: auto; overflow-wrap: normal }
pre span { display: block; padding: 0 .8rem }
pre span::before { content: attr(data-line); display: inline-block; min-width: 3ch; margin-right: 1.5ch; text-align: right; opacity: .5 }
pre .here { background: var(--mark) }
ol { list-style: none; padding: 0 }
.foreign { opacity: .55 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line) }
`

const POLICY = policy(STYLE)

/** The page that shows what happened, and the policy that it is to be sent with. */
export function page(
  { status, title }: Problem,
  thrown: Thrown,
  request: HttpRequest,
): { readonly document: string; readonly policy: string } {
  const heading = `${thrown.name}: ${thrown.message}`.slice(0, 200)
  const body = `<h1>${status} <small>${escaped(title)}</small></h1>
${section(thrown)}
<h2>Request</h2>
${table(requestRows(request))}`
  return { document: document(heading, STYLE, body), policy: POLICY }
}

function section({ name, message, frames, causes }: Thrown): string {
  const place = frames.find((frame) => frame.place !== null)?.place
  const inner = causes.map((cause) => `<section>\n<h2>Caused by</h2>\n${section(cause)}\n</section>`)
  return `<h2>${escaped(name)}</h2>
<p class="message">${escaped(message)}</p>
${place ? source(place) : ''}
<ol>
${frames.map(item).join('\n')}
</ol>
${inner.join('\n')}`
}

function source(place: Place): string {
  const { first, lines } = excerptOf(place)
  if (lines.length === 0) return ''
  const rows = lines.map((code, index) => {
    const here = first + index === place.line ? ' class="here"' : ''
    return `<span data-line="${first + index}"${here}>${escaped(code)}</span>`
  })
  return `<pre>${rows.join('')}</pre>`
}

/** Places of the application open in an editor that knows `vscode:` addresses. */
function item({ text, place }: Frame): string {
  if (place === null) return `<li class="foreign">${escaped(text)}</li>`
  const link = `vscode://file${pathToFileURL(place.path).pathname}:${place.line}:${place.column}`
  return `<li><a href="${escaped(link)}">${escaped(text)}</a></li>`
}

type Row = readonly [name: string, value: string]

function requestRows({ method, basePath, path, query, httpVersion, remote, headers }: HttpRequest): Row[] {
  const target = basePath + path + (query === '' ? '' : `?${redactedQuery(query)}`)
  return [
    ['Request', `${method} ${target} HTTP/${httpVersion}`],
    ['Client', remote === null ? 'of a unix socket' : `${remote.address} port ${remote.port}`],
    ...Object.entries(headers).map(([name, value = '']): Row => [name, redacted(name, value)]),
  ]
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`)
  return `<table>\n${lines.join('\n')}\n</table>`
}
