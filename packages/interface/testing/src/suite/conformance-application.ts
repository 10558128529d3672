/*
 * One application made of all cases. A request finds its case by the first segment of its path, which becomes the base
 * path, or, when the case is about the server's root, by a field. A run of a case has a journal, in which the
 * application writes what it saw and the suite what it did:
 *
 *   GET  /journal           names of all events so far
 *   GET  /journal/<event>   value of an event as soon as it is there, in JSON; 504 after five seconds
 *   POST /journal/<event>   records an event
 */
import { json, noContent, notFound, text } from '@tsgi/message'
import type { Application, Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import type { CaseApplication, ConformanceCase } from './case.ts'
import { conformanceCases } from './cases/index.ts'
import { CASE_FIELD, RUN_FIELD } from './fields.ts'
import { Journal } from './journal.ts'

/** The application that a way in serves for the suite: every case below `/<id>`. */
export function conformanceApplication(cases: readonly ConformanceCase[] = conformanceCases): Application {
  const applications = new Map(cases.map(({ id, application }) => [id, application]))
  const journals = new Journals()
  const propertiesRead: string[] = []

  return withTemptations(propertiesRead, (...received) => {
    const [request] = received
    const journal = journals.of(request.headers[RUN_FIELD] ?? '')
    const found = route(request, applications)
    if (found === undefined) return answerJournal(request, journal)
    return found.application(found.request, {
      record: (event, value) => journal.record(event, value),
      wait: (event) => journal.wait(event),
      received,
      propertiesRead,
    })
  })
}

function route(
  request: HttpRequest,
  applications: ReadonlyMap<string, CaseApplication>,
): { application: CaseApplication; request: HttpRequest } | undefined {
  const named = applications.get(request.headers[CASE_FIELD] ?? '')
  if (named !== undefined) return { application: named, request }
  const end = request.path.indexOf('/', 1)
  const segment = end === -1 ? request.path : request.path.slice(0, end)
  const mounted = applications.get(segment.slice(1))
  if (mounted === undefined) return undefined
  const basePath = request.basePath + segment
  return { application: mounted, request: { ...request, basePath, path: request.path.slice(segment.length) } }
}

async function answerJournal({ method, path }: HttpRequest, journal: Journal): Promise<HttpResponse> {
  const [, root, event] = path.split('/', 3)
  if (root !== 'journal') return notFound()
  if (event === undefined) return json(journal.events())
  if (method === 'POST') {
    journal.record(event)
    return noContent()
  }
  try {
    return json(await journal.wait(event))
  } catch (error) {
    return text(String(error), { status: 504 })
  }
}

/** Journals kept: those of the latest runs. */
const MAX_JOURNALS = 200

class Journals {
  readonly #journals = new Map<string, Journal>()

  of(run: string): Journal {
    let journal = this.#journals.get(run)
    if (journal !== undefined) return journal
    journal = new Journal()
    this.#journals.set(run, journal)
    const [oldest] = this.#journals.keys()
    if (this.#journals.size > MAX_JOURNALS && oldest !== undefined) this.#journals.delete(oldest)
    return journal
  }
}

/** By what others tell functions apart: arity, name, and members of frameworks and of a service. */
const TEMPTATIONS = ['length', 'name', 'app', 'handle', 'callback', 'fetch', 'start', 'stop']

/** Makes an application that notes when somebody looks at more than its being a function (SPEC CALL-2). */
function withTemptations(
  propertiesRead: string[],
  call: (...received: [HttpRequest, ...unknown[]]) => Awaitable<HttpResponse>,
): Application {
  const application: Application = (...received) => call(...received)
  for (const name of TEMPTATIONS) {
    Object.defineProperty(application, name, {
      get: () => {
        propertiesRead.push(name)
        return undefined
      },
    })
  }
  return application
}
