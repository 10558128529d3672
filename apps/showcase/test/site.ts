import { client } from '@tsgi/testing'
import type { Client } from '@tsgi/testing'
import { expect, onTestFinished } from 'vitest'
import { showcase } from '../src/app.ts'
import type { Clock } from '../src/clock.ts'
import { FakeClock } from './fake-clock.ts'

/** Opens a new site, next to the validator: a test in which the interface is broken fails. */
export function openSite(clock: Clock = new FakeClock()): Client {
  const site = client(showcase(clock))
  onTestFinished(() => expect(site.errors).toEqual([]))
  return site
}

/** Markup without the blanks between tags, which mean nothing here. */
export function compact(markup: string): string {
  return markup.replaceAll(/>\s+(?=<)/g, '>')
}

/** A message that the contact form takes. */
export const ada = { name: 'Ada', email: 'ada@example.com', text: 'Hello\r\nthere' }

/** What a browser sends for a form. */
export function form(values: Readonly<Record<string, string>>): {
  headers: Record<string, string>
  body: string
} {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(values).toString(),
  }
}
