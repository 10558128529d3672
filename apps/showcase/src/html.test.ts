import { describe, expect, it } from 'vitest'
// Under another name, because formatters lay out what follows `html`.
import { html as tag } from './html.ts'

describe('html', () => {
  it('keeps its own markup', () => {
    expect(tag`<p class="a">b &amp; c</p>`.markup).toBe('<p class="a">b &amp; c</p>')
  })

  it('escapes text', () => {
    expect(tag`<p>${'<script>alert("1") & \'2\'</script>'}</p>`.markup).toBe(
      '<p>&lt;script&gt;alert(&quot;1&quot;) &amp; &#39;2&#39;&lt;/script&gt;</p>',
    )
  })

  it('lets no value out of a quoted attribute', () => {
    expect(tag`<a title="${'" onclick="x'}" lang='${"' onclick='x"}'>`.markup).toBe(
      '<a title="&quot; onclick=&quot;x" lang=\'&#39; onclick=&#39;x\'>',
    )
  })

  it('escapes what is already escaped once more', () => {
    expect(tag`${'&lt;'}`.markup).toBe('&amp;lt;')
  })

  it('keeps markup of its own making, alone and in lists', () => {
    const items = ['a', '<b>'].map((item) => tag`<li>${item}</li>`)
    expect(tag`<ul>${items}</ul>${tag`<hr>`}`.markup).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul><hr>')
  })

  it('writes numbers, and nothing for null and empty lists', () => {
    expect(tag`${0}|${1.5}|${null}|${[]}`.markup).toBe('0|1.5||')
  })

  it('replaces half a surrogate pair and keeps a whole one', () => {
    expect(tag`${'\ud800a'}${'\u{1f600}'}`.markup).toBe('\u{fffd}a\u{1f600}')
  })

  it('refuses an object that only looks like markup', () => {
    const forged = { markup: '<b>' } as never
    expect(() => tag`${forged}`).toThrow(TypeError)
    expect(() => tag`${[forged]}`).toThrow(TypeError)
  })
})
