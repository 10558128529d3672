import { describe, expect, it } from 'vitest'
import { compact, openSite } from '../../test/site.ts'

describe('notes page', () => {
  it('says that there is none', async () => {
    const { text } = await openSite().get('/notes')
    expect(text).toMatch(/data-empty >\s+There is none yet/)
  })

  it('shows notes as text', async () => {
    const site = openSite()
    await site.post('/api/notes', { json: { title: '<script>', text: '</p><b>\ud800' } })
    const { text } = await site.get('/notes')
    expect(compact(text)).toContain('data-id="1"><h3>&lt;script&gt;</h3><p>&lt;/p&gt;&lt;b&gt;\u{fffd}</p>')
    expect(text).toContain('data-empty hidden>')
  })
})
