import type { Application, HttpRequest, RequestHeaders } from '@tsgi/spec'
import { highlight } from '../highlight.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { link, page, wire } from '../layout.ts'
import { sections } from '../sections.ts'

const helloWorld = highlight(`import type { Application } from '@tsgi/spec'

const app: Application = (request) => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: \`hello, \${request.path}\\n\`,
})

export default app`)

const middleware = highlight(`import type { Middleware } from '@tsgi/spec'
import { withHeader } from '@tsgi/message'

const poweredBy: Middleware = (next) => async (request) =>
  withHeader(await next(request), 'x-powered-by', 'tsgi')

export default poweredBy(app)`)

/** Says what TSGI is, and shows the request that asked for it. */
export const home: Application = (request) =>
  page(request, {
    title: 'A function between HTTP and your code',
    heading: null,
    headers: { 'cache-control': 'no-store' },
    content: html`${hero()}${exchangeFigure(request)}${samples()}${livePanel(request)}${contents(request)}`,
  })

function hero(): Html {
  return html`<section class="hero">
    <p class="eyebrow">TypeScript Server Gateway Interface</p>
    <h1>One function between HTTP and your code.</h1>
    <p class="lead">
      TSGI is to Node and TypeScript what WSGI is to Python: a server hands over a request, an application
      returns a response, and both are plain data. Any server can run any application.
    </p>
  </section>`
}

/** The whole interface in one figure, with this very request in it. */
function exchangeFigure({ method, scheme, authority, path, httpVersion }: HttpRequest): Html {
  return html`<section class="exchange" aria-label="This page as an exchange">
    <div class="exchange-request">
      <h2>Request</h2>
      <dl>${members({ method, scheme, authority, path, httpVersion })}</dl>
    </div>
    <p class="exchange-call"><code>app(request)</code></p>
    <div class="exchange-response">
      <h2>Response</h2>
      <dl>${members({ status: '200', headers: 'content-type: text/html', body: '<!doctype html>…' })}</dl>
    </div>
  </section>`
}

function samples(): Html {
  return html`<section class="samples" aria-label="Code">
    <figure>
      <figcaption>
        <h2>An application</h2>
        <p>A function from request to response. This one is complete.</p>
      </figcaption>
      <pre tabindex="0"><code>${helloWorld}</code></pre>
    </figure>
    <figure>
      <figcaption>
        <h2>A middleware</h2>
        <p>A function from application to application.</p>
      </figcaption>
      <pre tabindex="0"><code>${middleware}</code></pre>
    </figure>
  </section>`
}

function livePanel(request: HttpRequest): Html {
  return html`<section class="live-request" id="request" aria-labelledby="request-title">
    <header>
      <h2 id="request-title">Your request, as the application saw it</h2>
      <form class="try" method="get" action="${link(request, '/')}#request">
        <label for="q">Send another one with a query</label>
        <span class="try-fields">
          <input type="text" id="q" name="q" placeholder="caf&eacute; &amp; &lt;b&gt;" autocomplete="off" />
          <button type="submit">Send</button>
        </span>
      </form>
    </header>
    <div class="panel columns">
      <div>
        <h3>request</h3>
        <dl class="members">${members(requestMembers(request))}</dl>
      </div>
      <div>
        <h3>request.headers</h3>
        <dl class="members">${members(shownHeaders(request.headers))}</dl>
      </div>
    </div>
  </section>`
}

function requestMembers(request: HttpRequest): Members {
  const { method, scheme, authority, basePath, path, query, httpVersion, remote, body, exchange } = request
  return {
    method,
    scheme,
    authority,
    basePath,
    path,
    query,
    httpVersion,
    remote: remote && `${remote.address}, port ${remote.port}`,
    body: body && 'an async iterable',
    'exchange.server': `${exchange.server.name} ${exchange.server.version} on ${exchange.server.runtime}`,
  }
}

const credentials: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization'])

/** A page is no place for credentials, not even for those of its reader. */
function shownHeaders(headers: RequestHeaders): Members {
  const shown = Object.entries(headers).map(([name, value = '']) => [
    name,
    credentials.has(name) ? `${value.length} characters, not shown` : value,
  ])
  return Object.fromEntries(shown) as Members
}

type Members = Readonly<Record<string, string | null>>

function members(values: Members): readonly Html[] {
  return Object.entries(values).map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value || html`<i>${value === null ? 'null' : 'empty'}</i>`}</dd>
      </div>`,
  )
}

function contents(request: HttpRequest): Html {
  return html`<section class="contents" aria-labelledby="contents-title">
    <h2 id="contents-title">What this site shows</h2>
    <ul>
      ${Object.values(sections).map(
        (section) =>
          html`<li class="card">
            <h3><a href="${link(request, section.path)}">${section.name}</a></h3>
            <p>${section.summary}</p>
            ${wire(section)}
          </li>`,
      )}
    </ul>
    <p class="hint">
      There is also a page for <a href="${link(request, '/nowhere')}">what does not exist</a>. Everything here
      is written by hand, and nothing is loaded from elsewhere.
    </p>
  </section>`
}
