import { html } from './html.ts'
import type { Html } from './html.ts'

const kinds = [
  { name: 'comment', pattern: /\/\/.*/y },
  { name: 'string', pattern: /'[^'\n]*'|`[^`]*`/y },
  {
    name: 'keyword',
    pattern: /\b(?:async|await|const|default|export|function|import|from|return|type|yield|for|of)\b/y,
  },
  { name: null, pattern: /\w+|\s+|[^]/y },
]

/** Marks comments, strings and keywords of our own TypeScript samples up for the style sheet. */
export function highlight(code: string): Html {
  const pieces: Html[] = []
  for (let at = 0; at < code.length;) {
    const { name, text } = tokenAt(code, at)
    pieces.push(name === null ? html`${text}` : html`<span class="code-${name}">${text}</span>`)
    at += text.length
  }
  return html`${pieces}`
}

function tokenAt(code: string, at: number): { name: string | null; text: string } {
  for (const { name, pattern } of kinds) {
    pattern.lastIndex = at
    const text = pattern.exec(code)?.[0]
    if (text !== undefined) return { name, text }
  }
  throw new Error(`No token at ${at}`)
}
