import { describe, expect, it } from 'vitest'
import { highlight } from './highlight.ts'

describe('highlight', () => {
  it('marks comments, strings and keywords', () => {
    expect(highlight(`const a = 'return' // from b`).markup).toBe(
      '<span class="code-keyword">const</span> a = <span class="code-string">&#39;return&#39;</span> ' +
        '<span class="code-comment">// from b</span>',
    )
  })

  it('marks whole words only', () => {
    expect(highlight('constant isReturn').markup).toBe('constant isReturn')
  })

  it('escapes code', () => {
    expect(highlight('a<b && c').markup).toBe('a&lt;b &amp;&amp; c')
  })
})
