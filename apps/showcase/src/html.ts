/** Markup that may be sent as it is. Only `html` makes it, so whatever is not `Html` gets escaped. */
export type { Html }

/** What can stand in a template: text and numbers are escaped, markup is kept, `null` leaves nothing. */
export type HtmlValue = string | number | null | Html | readonly Html[]

class Html {
  /** The text of the markup. */
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

/**
 * Template tag that escapes every interpolation, for text and for attribute values in quotes.
 *
 * It knows nothing of scripts, styles and URLs: nothing untrusted goes inside `<script>` or `<style>`, or in front of
 * the path of a link.
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = literals[0] ?? ''
  for (const [index, value] of values.entries()) markup += toMarkup(value) + (literals[index + 1] ?? '')
  return new Html(markup)
}

function toMarkup(value: HtmlValue): string {
  if (value === null) return ''
  if (value instanceof Html) return value.markup
  if (typeof value === 'object') return value.map(toMarkup).join('')
  return escape(String(value))
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

/** Half a surrogate pair, which `\p{Surrogate}` matches only when it stands alone, cannot be sent as UTF-8 (BODY-11). */
function escape(text: string): string {
  return text.replace(/[&<>"']|\p{Surrogate}/gu, (character) => entities.get(character) ?? '\u{fffd}')
}
