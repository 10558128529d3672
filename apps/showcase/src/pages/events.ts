import type { Application } from '@tsgi/spec'
import type { Clock } from '../clock.ts'
import { html } from '../html.ts'
import { link, page } from '../layout.ts'
import { sections } from '../sections.ts'

const intervalMs = 1000

/** How many clients are reading the stream at this moment. */
export interface Watchers {
  /** Streams that have begun and not ended. */
  count: number
}

/** Shows the time and the number of watchers; a script keeps them up to date. */
export function eventsPage(clock: Clock, watchers: Watchers): Application {
  return (request) =>
    page(request, {
      title: 'Events',
      section: sections.events,
      script: 'events.js',
      headers: { 'cache-control': 'no-store' },
      content: html`<section
        class="panel live"
        id="events"
        data-stream="${link(request, '/events/stream')}"
        aria-labelledby="clock-title"
      >
        <div class="live-bar">
          <h2 id="clock-title">The server’s clock</h2>
          <p class="badge" role="status">not connected</p>
        </div>
        <div class="live-time">
          <p class="clock">
            <time>${new Date(clock.now()).toISOString().slice(11, 19)}</time><span class="unit">UTC</span>
          </p>
          <dl class="figures">
            <div>
              <dt>Watching now</dt>
              <dd data-figure="watchers">${watchers.count}</dd>
            </div>
            <div>
              <dt>Events received</dt>
              <dd data-figure="received">0</dd>
            </div>
            <div>
              <dt>Since the one before</dt>
              <dd data-figure="gap">–</dd>
            </div>
          </dl>
        </div>
        <ol class="ticks" aria-label="Milliseconds between the last events"></ol>
        <p class="actions">
          <button type="button" hidden>Leave</button>
          <span class="hint">
            Open this page in a second window: both count two watchers. Close it, and the count falls.
          </span>
        </p>
        <noscript>
          <p class="notice">
            Watching the clock run takes a script.
            <a href="${link(request, '/events/stream')}">The stream itself</a> is plain text.
          </p>
        </noscript>
      </section>`,
    })
}

/** Sends the time and the number of watchers each second, until the client leaves. */
export function eventStream(clock: Clock, watchers: Watchers): Application {
  return ({ exchange: { signal } }) => ({
    status: 200,
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would collect events in its buffer otherwise.
      'x-accel-buffering': 'no',
    },
    body: ticks(clock, watchers, signal),
  })
}

async function* ticks(clock: Clock, watchers: Watchers, signal: AbortSignal): AsyncGenerator<string> {
  watchers.count++
  try {
    yield '' // releases the head at once
    yield 'retry: 2000\n\n'
    for (let id = 1; ; id++) {
      yield event(id, { time: new Date(clock.now()).toISOString(), watchers: watchers.count })
      await clock.sleep(intervalMs, signal)
    }
  } finally {
    watchers.count--
  }
}

/** JSON has no line ends, so the data is one line. */
function event(id: number, data: { time: string; watchers: number }): string {
  return `event: tick\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}
