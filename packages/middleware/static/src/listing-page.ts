import { createHash } from 'node:crypto'
import type { ResponseHeaders } from '@tsgi/spec'
import type { Listing, ListingEntry, SortKey } from './listing.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2230; --soft: #697386; --line: #e4e7ec; --hover: #f4f6fa; --link: #1f5fd0; --paper: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8ee; --soft: #98a1b3; --line: #2c3140; --hover: #1f2430; --link: #86b1ff; --paper: #151922 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 2.5rem 1.25rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
h1 { margin: 0 0 1.5rem; font-size: 1.25rem; font-weight: 600; overflow-wrap: anywhere }
h1 span { color: var(--soft); font-weight: 400; padding: 0 .15em }
a { color: var(--link); text-decoration: none }
a:hover { text-decoration: underline }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .5rem .75rem; text-align: left; border-bottom: 1px solid var(--line) }
th { font-size: .8rem; font-weight: 500 }
th a { color: var(--soft) }
th:first-child { width: 100% }
td:first-child { overflow-wrap: anywhere }
td:first-child::before { content: ''; display: inline-block; width: .75em; height: .95em; margin-right: .7em; vertical-align: -.12em; border: 1.5px solid var(--soft); border-radius: .1em .3em .1em .1em }
.folder td:first-child::before { width: 1em; height: .75em; margin-right: .45em; vertical-align: -.02em; background: var(--link); border-color: var(--link); border-radius: .1em .25em .15em .15em }
th:nth-child(2), td:nth-child(2) { text-align: right; white-space: nowrap }
th:nth-child(3), td:nth-child(3) { white-space: nowrap; color: var(--soft) }
tbody tr:hover { background: var(--hover) }
p { color: var(--soft) }
@media (max-width: 34rem) { th:nth-child(3), td:nth-child(3) { display: none } }
`

/** Nothing on the page is fetched or run, whatever the names in it look like. */
export const PAGE_POLICY: ResponseHeaders = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`,
}

const TITLES: ReadonlyArray<readonly [SortKey, string]> = [
  ['name', 'Name'],
  ['size', 'Size'],
  ['modified', 'Modified'],
]

/** Writes a listing as a page. */
export function listingPage(listing: Listing): string {
  const { names, entries, isCut } = listing
  const title = escape(names.at(-1) ?? 'Files')
  const note = entries.length === 0 ? '<p>Nothing here.</p>' : isCut ? '<p>There is more.</p>' : ''
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
<h1>${trail(names)}</h1>
<table>
<thead><tr>${TITLES.map((each) => heading(each, listing)).join('')}</tr></thead>
<tbody>
${names.length === 0 ? '' : '<tr class="folder"><td><a href="../">..</a></td><td></td><td></td></tr>\n'}${entries.map(row).join('\n')}
</tbody>
</table>
${note}
</html>
`
}

/** The folders above, each a link that climbs. */
function trail(names: readonly string[]): string {
  const links = ['Files', ...names].map((name, index) => {
    const climb = '../'.repeat(names.length - index)
    return climb === '' ? escape(name) : `<a href="${climb}">${escape(name)}</a>`
  })
  return links.join('<span>/</span>')
}

function heading([key, title]: readonly [SortKey, string], { sort, isDescending }: Listing): string {
  const isSorted = key === sort
  const order = isSorted && !isDescending ? 'desc' : 'asc'
  const direction = isDescending ? 'descending' : 'ascending'
  const arrow = isDescending ? ' ↓' : ' ↑'
  return `<th${isSorted ? ` aria-sort="${direction}"` : ''}><a href="?sort=${key}&amp;order=${order}">${title}${isSorted ? arrow : ''}</a></th>`
}

/** Links begin with `./`, so that no name can be taken for a scheme or another site. */
function row({ name, isFolder, size, modified }: ListingEntry): string {
  const slash = isFolder ? '/' : ''
  const link = `<a href="./${escape(encodeURIComponent(name))}${slash}">${escape(name)}${slash}</a>`
  const date = modified.toISOString().slice(0, 16).replace('T', ' ')
  return `<tr${isFolder ? ' class="folder"' : ''}><td>${link}</td><td>${isFolder ? '' : formatSize(size)}</td><td>${date}</td></tr>`
}

function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  const power = bytes === 0 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  const value = bytes / 1024 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

/** Marks that turn the direction of text would let a name pose as another. */
const DECEPTIVE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

function escape(text: string): string {
  return text.replace(DECEPTIVE, '�').replace(/[&<>"']/g, (character) => ENTITIES.get(character)!)
}
