import { cascade, compose, mount, when } from '@tsgi/compose'
import { noContent } from '@tsgi/message'
import type { Application, HttpRequest } from '@tsgi/spec'
import { assetRoutes } from './assets.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { errorPage, errorPages } from './error-pages.ts'
import { openInbox } from './inbox.ts'
import { notesApi } from './notes/api.ts'
import { NoteStore } from './notes/note-store.ts'
import { contact } from './pages/contact.ts'
import { downloadPage, downloadRoutes } from './pages/download.ts'
import { eventStream, eventsPage } from './pages/events.ts'
import { home } from './pages/home.ts'
import { notesPage } from './pages/notes.ts'
import { streamedPage } from './pages/stream.ts'
import { receiveFile, uploadPage } from './pages/upload.ts'
import { routes } from './routes.ts'
import type { RouteTable } from './routes.ts'
import { securityHeaders } from './security-headers.ts'
import { serverTiming } from './server-timing.ts'

/**
 * Makes the site.
 * @param database file for the messages of the contact form; `':memory:'`: they go with the process
 */
export function showcase(clock: Clock = systemClock, database = ':memory:'): Application {
  const inbox = openInbox(database)
  const notes = new NoteStore(clock)
  const watchers = { count: 0 }

  const pages: RouteTable = {
    '/': { GET: home },
    '/events': { GET: eventsPage(clock, watchers) },
    '/events/stream': { GET: eventStream(clock, watchers) },
    '/upload': { GET: uploadPage },
    '/upload/file': { PUT: receiveFile(clock) },
    '/download': { GET: downloadPage },
    ...downloadRoutes,
    '/notes': { GET: notesPage(notes) },
    '/stream': { GET: streamedPage(clock) },
    ...assetRoutes,
  }

  const layers = compose(
    serverTiming(clock),
    securityHeaders,
    errorPages,
    when(isForWholeServer, () => noContent),
    mount('/api/notes', notesApi(notes)),
    (next) => cascade(contact(inbox), next),
    routes(pages, (request) => errorPage(request, 405)),
  )
  return layers((request) => errorPage(request, 404))
}

/** `OPTIONS *` asks about no page in particular. */
function isForWholeServer({ path }: HttpRequest): boolean {
  return path === '*'
}

const site: Application = showcase(systemClock, process.env['SHOWCASE_DATABASE'])

export default site
