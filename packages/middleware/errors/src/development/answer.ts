import { html, json, text } from '@tsgi/message'
import type { HttpRequest, HttpResponse } from '@tsgi/spec'
import { PROBLEM, about, lines } from '../answer.ts'
import { acceptedFormat } from '../format.ts'
import type { Format } from '../format.ts'
import type { Fault } from '../problem.ts'
import { page } from './page.ts'
import { readThrown } from './thrown.ts'
import type { Thrown } from './thrown.ts'

type Show = (fault: Fault, thrown: Thrown, request: HttpRequest) => HttpResponse

const ANSWERS: Readonly<Record<Format, Show>> = {
  html: ({ problem }, thrown, request) => {
    const { document, policy } = page(problem, thrown, request)
    return html(document, { headers: { 'content-security-policy': policy } })
  },
  json: ({ problem }, thrown) => json({ ...problem, error: told(thrown) }, { headers: PROBLEM }),
  text: ({ problem }, thrown) => text(`${lines(problem)}\n${stackOf(thrown)}`),
}

/** Tells everything of an error to who develops: stack, source, causes, request. */
export function developmentAnswer(error: unknown, fault: Fault, request: HttpRequest): HttpResponse {
  return about(fault, ANSWERS[acceptedFormat(request)](fault, readThrown(error), request))
}

function told({ name, message, frames, causes }: Thrown): object {
  const stack = frames.map((frame) => frame.text)
  return { name, message, stack, ...(causes.length > 0 && { causes: causes.map(told) }) }
}

function stackOf({ name, message, frames, causes }: Thrown): string {
  const stack = frames.map((frame) => `    ${frame.text}\n`).join('')
  const reasons = causes.map((cause) => `caused by ${stackOf(cause)}`).join('')
  return `${name}: ${message}\n${stack}${reasons}`
}
