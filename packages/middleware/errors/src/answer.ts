import { html, json, text, withHeaders } from '@tsgi/message'
import type { HttpRequest, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { acceptedFormat } from './format.ts'
import type { Format } from './format.ts'
import { document, escaped, policy } from './html.ts'
import type { Fault, Problem, ProblemPlace } from './problem.ts'

/** Fields of every answer to an error: an error is not to be kept, nor to be taken for something else than it says. */
const ALWAYS: ResponseHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** RFC 9457 §3: without `type`, which then is `about:blank`. */
export const PROBLEM: ResponseHeaders = { 'content-type': 'application/problem+json' }

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 2rem; box-sizing: border-box }
h1 { font-size: 1.5rem; margin: 0 }
p { margin: .5rem 0 0; white-space: pre-line; overflow-wrap: anywhere; max-width: 40rem }
small { opacity: .7 }
`

const POLICY: ResponseHeaders = { 'content-security-policy': policy(STYLE) }

const ANSWERS: Readonly<Record<Format, (problem: Problem) => HttpResponse>> = {
  html: (problem) => html(page(problem), { headers: POLICY }),
  json: (problem) => json(problem, { headers: PROBLEM }),
  text: (problem) => text(lines(problem)),
}

/** The usual answer: what a client may know, in the form that it accepts. */
export function answer(fault: Fault, request: HttpRequest): HttpResponse {
  return about(fault, ANSWERS[acceptedFormat(request)](fault.problem))
}

/** Gives a response the status and the fields of an error; what it says itself goes before. */
export function about({ problem: { status }, fields }: Fault, response: HttpResponse): HttpResponse {
  return withHeaders({ ...response, status, headers: { ...ALWAYS, ...fields } }, response.headers)
}

/** What all forms tell, in the same order. */
export function lines({ status, title, detail, code, requestId, errors = [] }: Problem): string {
  const places = errors.map(placeLine)
  const rest = [detail, ...places, code && `Code: ${code}`, requestId && `Request: ${requestId}`]
  return `${[`${status} ${title}`, ...rest.filter((line) => line !== undefined)].join('\n')}\n`
}

function placeLine({ detail, pointer }: ProblemPlace): string {
  return pointer === undefined ? detail : `${pointer}: ${detail}`
}

function page({ status, title, detail, code, requestId, errors = [] }: Problem): string {
  const rest = [code && `Code: ${code}`, requestId && `Request: ${requestId}`]
  const paragraphs = [
    ...(detail === undefined ? [] : [`<p>${escaped(detail)}</p>`]),
    ...errors.map((place) => `<p>${escaped(placeLine(place))}</p>`),
    ...rest.filter((line) => line !== undefined).map((line) => `<p><small>${escaped(line)}</small></p>`),
  ]
  const heading = `${status} ${title}`
  return document(heading, STYLE, `<main><h1>${escaped(heading)}</h1>${paragraphs.join('')}</main>`)
}
