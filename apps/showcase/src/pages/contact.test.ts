import { describe, expect, it } from 'vitest'
import { ada, form, openSite } from '../../test/site.ts'

describe('contact form', () => {
  it('labels every field', async () => {
    const { text } = await openSite().get('/contact')
    for (const field of ['name', 'email', 'text']) {
      expect(text).toContain(`<label for="${field}">`)
      expect(text).toContain(`id="${field}" name="${field}"`)
    }
    expect(text).not.toContain('aria-invalid')
  })

  it('redirects when all is well', async () => {
    const { status, headers } = await openSite().post('/contact', form(ada))
    expect(status).toBe(303)
    expect(headers['location']).toBe('/contact/thanks')
  })

  it('counts the messages, without showing them', async () => {
    const site = openSite()
    await site.post('/contact', form(ada))
    await site.post('/contact', form(ada))
    const { text } = await site.get('/contact/thanks')
    expect(text).toContain('<strong>2</strong>')
    expect(text).not.toContain('ada@example.com')
  })

  it('shows an error beside each field that needs one, and leads to the first', async () => {
    const { status, text } = await openSite().post('/contact', form({ ...ada, name: ' ', text: '\n' }))
    expect(status).toBe(422)
    expect(text).toMatch(/id="name"[^>]* aria-invalid="true" aria-describedby="name-problem"\s+autofocus/)
    expect(text).toContain('id="name-problem">Please tell us your name.')
    expect(text).toMatch(/id="text"[^>]* aria-invalid="true" aria-describedby="text-problem"\s+>/)
    expect(text).not.toContain('email-problem')
  })

  it('takes missing fields for empty ones', async () => {
    const { status, text } = await openSite().post('/contact', form({}))
    expect(status).toBe(422)
    expect(text.match(/class="problem"/g)).toHaveLength(3)
  })

  it('keeps what was entered, as text', async () => {
    const values = { name: '"><script>', email: "' onfocus='", text: '\r\n</textarea><script>\r\nend' }
    const { text } = await openSite().post('/contact', form(values))
    expect(text).toContain('value="&quot;&gt;&lt;script&gt;"')
    expect(text).toContain('value="&#39; onfocus=&#39;"')
    expect(text).toContain('>\n\n&lt;/textarea&gt;&lt;script&gt;\nend</textarea>')
  })

  it.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@example.',
    'ada@.com',
    'a b@example.com',
    'a@b@example.com',
  ])('refuses "%s" as an address', async (email) => {
    const { status, text } = await openSite().post('/contact', form({ ...ada, email }))
    expect(status).toBe(422)
    expect(text).toContain('id="email-problem"')
  })

  it('limits the length of each field', async () => {
    const site = openSite()
    const longest = {
      name: 'n'.repeat(100),
      email: `${'e'.repeat(242)}@example.com`,
      text: '\r\n'.repeat(10) + '漢'.repeat(990),
    }
    expect((await site.post('/contact', form(longest))).status).toBe(303)
    for (const [field, value] of Object.entries(longest)) {
      const { status, text } = await site.post('/contact', form({ ...longest, [field]: `x${value}` }))
      expect(status).toBe(422)
      expect(text).toContain(`id="${field}-problem">Please use at most`)
    }
  })

  it('answers more than 16 KiB with a page', async () => {
    const site = openSite()
    const fits = form({ ...ada, more: 'x'.repeat(16 * 1024 - form({ ...ada, more: '' }).body.length) })
    expect((await site.post('/contact', fits)).status).toBe(303)

    const { status, headers, text } = await site.post('/contact', { ...fits, body: `${fits.body}x` })
    expect(status).toBe(413)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toContain('POST /contact')
  })

  it('limits content of unknown length, too', async () => {
    const { headers, body } = form({ ...ada, text: 'x'.repeat(17 * 1024) })
    expect((await openSite().post('/contact', { headers, body: [body] })).status).toBe(413)
  })

  it('reads nothing but forms', async () => {
    const site = openSite()
    const { body } = form(ada)
    expect((await site.post('/contact', { body })).status).toBe(415)
    expect((await site.post('/contact', { json: ada })).status).toBe(415)
    const headers = { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }
    expect((await site.post('/contact', { headers, body })).status).toBe(303)
  })

  it('answers bytes that are not UTF-8 with 400', async () => {
    const { headers } = form({})
    expect((await openSite().post('/contact', { headers, body: new Uint8Array([0xff]) })).status).toBe(400)
  })
})
