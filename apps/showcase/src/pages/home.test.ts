import { describe, expect, it } from 'vitest'
import { compact, openSite } from '../../test/site.ts'

describe('home', () => {
  it('shows the request', async () => {
    const { text } = await openSite().get('/?a=1&b=%20', {
      headers: { host: 'example.com:8080', 'x-probe': 'one, two' },
    })
    expect(compact(text)).toContain('<dt>authority</dt><dd>example.com:8080</dd>')
    expect(compact(text)).toContain('<dt>query</dt><dd>a=1&amp;b=%20</dd>')
    expect(compact(text)).toContain('<dt>x-probe</dt><dd>one, two</dd>')
    expect(compact(text)).toContain('<dt>remote</dt><dd>127.0.0.1, port 50000</dd>')
  })

  it('shows what was sent as text, be it markup or not', async () => {
    const attack = '"><script>alert(1)</script>'
    const { text } = await openSite().get(`/?q=${attack}`, { headers: { 'user-agent': attack } })
    expect(text).not.toContain('<script>')
    expect(text.match(/&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;/g)).toHaveLength(2)
  })

  it('does not show credentials', async () => {
    const { text, headers } = await openSite().get('/', {
      headers: { cookie: 'session=hunter2', authorization: 'Basic hunter2' },
    })
    expect(text).not.toContain('hunter2')
    expect(compact(text)).toContain('<dt>cookie</dt><dd>15 characters, not shown</dd>')
    expect(headers['cache-control']).toBe('no-store')
  })

  it('shows a client without an address', async () => {
    const { text } = await openSite().get('/', { remote: null })
    expect(compact(text)).toContain('<dt>remote</dt><dd><i>null</i></dd>')
  })
})
