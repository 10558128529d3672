import { expect, it } from 'vitest'
import { Inbox } from './inbox.ts'

it('counts all messages and keeps the last ones', () => {
  const inbox = new Inbox(2)
  for (const name of ['Ada', 'Grace', 'Barbara']) inbox.add({ name, email: '', text: '' })
  expect(inbox.received).toBe(3)
  expect(inbox.messages.map(({ name }) => name)).toEqual(['Grace', 'Barbara'])
})
