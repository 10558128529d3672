import type { HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { html } from './html.ts'
import { link, page, wire } from './layout.ts'

const explanations = new Map([
  [400, 'The request could not be understood.'],
  [404, 'There is nothing under this address.'],
  [405, 'This address exists, but it does not answer to this method.'],
  [413, 'That was more than this address accepts.'],
  [415, 'This address does not read content of that type.'],
])

/** Shows errors that are the client's fault as pages; all others are left to the server, which says nothing about them. */
export const errorPages: Middleware = (next) => async (request) => {
  try {
    return await next(request)
  } catch (error) {
    const status = clientErrorStatus(error)
    if (status === undefined) throw error
    return errorPage(request, status)
  }
}

/** A page for a status from 400 to 499, with the request line that led to it. */
export function errorPage(request: HttpRequest, status: number): HttpResponse {
  return page(request, {
    title: `Error ${status}`,
    heading: null,
    status,
    headers: { 'cache-control': 'no-store' },
    content: html`<section class="error-page">
      <h1>
        <span class="error-status">${status}</span> ${explanations.get(status) ?? 'The request was refused.'}
      </h1>
      ${wire({ request: `${request.method} ${link(request, request.path)}`, response: String(status) })}
      <p><a class="button" href="${link(request, '/')}">Back to the home page</a></p>
    </section>`,
  })
}

/** Status of an error that may be shown to the client, as SPEC ERR-3 has it; `undefined` for all others. */
export function clientErrorStatus(error: unknown): number | undefined {
  const { expose, status } = Object(error) as { expose?: unknown; status?: unknown }
  if (expose !== true || typeof status !== 'number') return undefined
  return Number.isInteger(status) && status >= 400 && status <= 499 ? status : undefined
}
