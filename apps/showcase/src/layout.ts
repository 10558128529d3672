import { html as htmlResponse } from '@tsgi/message'
import type { HttpRequest, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { assetPath } from './assets.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { sections } from './sections.ts'
import type { Section } from './sections.ts'

/** What surrounds the content of a page. */
export interface Frame {
  /** Title of the window, and of the page unless `heading` is `null`. */
  readonly title: string
  /** Heading in the page. Default `title`; `null` when the content has its own. */
  readonly heading?: string | null
  /** The section that the page belongs to: marked in the navigation, explained under the heading. */
  readonly section?: Section
  /** A script of the folder `assets` that the page runs. */
  readonly script?: string
}

/** A whole page. */
export interface Page extends Frame {
  /** What stands between heading and footer. */
  readonly content: Html
  /** Default 200. */
  readonly status?: number
  /** Fields beside `content-type`. */
  readonly headers?: ResponseHeaders
}

/** Answers with a page. */
export function page(
  request: HttpRequest,
  { content, status = 200, headers = {}, ...frame }: Page,
): HttpResponse {
  const body = html`${pageStart(request, frame)}${content}${pageEnd()}`
  return htmlResponse(body.markup, { status, headers })
}

/** A link to a path of this site, wherever the site is mounted. */
export function link(request: HttpRequest, path: string): string {
  return request.basePath + path
}

/** Everything in front of the content, for pages that are streamed. */
export function pageStart(request: HttpRequest, { title, heading = title, section, script }: Frame): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · TSGI</title>
        <link rel="icon" type="image/svg+xml" href="${link(request, assetPath('icon.svg'))}" />
        <link rel="stylesheet" href="${link(request, assetPath('site.css'))}" />
        ${script === undefined ? null : html`<script type="module" src="${link(request, assetPath(script))}"></script>`}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        ${siteHeader(request, section)}
        <main id="content" tabindex="-1">${heading === null ? null : pageHeader(heading, section)}
     `
}

/** Everything behind the content. */
export function pageEnd(): Html {
  return html`
</main>
<footer class="site-footer">
<p>A server receives HTTP. An application answers it. TSGI is what stands between the two.</p>
</footer>
</body>
</html>
`
}

function siteHeader(request: HttpRequest, current: Section | undefined): Html {
  const items = Object.values(sections).map((section) => {
    const mark = section === current ? html`aria-current="page"` : null
    return html`<li><a href="${link(request, section.path)}" ${mark}>${section.name}</a></li>`
  })
  return html`<header class="site-header">
    <a class="brand" href="${link(request, '/')}">
      <img src="${link(request, assetPath('icon.svg'))}" alt="" width="28" height="28" />
      TSGI
    </a>
    <nav aria-label="Pages">
      <ul>
        ${items}
      </ul>
    </nav>
  </header>`
}

function pageHeader(heading: string, section: Section | undefined): Html {
  if (section === undefined) return html`<h1>${heading}</h1>`
  return html`<header class="page-header">
    <h1>${heading}</h1>
    <p class="lead">${section.summary}</p>
    ${wire(section)}
    <p class="source">Written in <code>${section.source}</code></p>
  </header>`
}

/** An exchange on one line: what goes in, what comes out. */
export function wire({ request, response }: Pick<Section, 'request' | 'response'>): Html {
  return html`<p class="wire">
    <span class="wire-request">${request}</span>
    <span class="wire-arrow">→</span>
    <span class="wire-response">${response}</span>
  </p>`
}
