import { json, noContent, readJson, segments } from '@tsgi/message'
import type { Application, Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import { problem, problems } from '../problem.ts'
import { methods } from '../routes.ts'
import type { Note, NoteContent, NoteStore } from './note-store.ts'

const maxBodyBytes = 4 * 1024

/**
 * The notes as a JSON API, to be mounted under a prefix such as `/api/notes`:
 *
 *     GET   /api/notes   200 all notes           GET      /api/notes/1   200 one note
 *     POST  /api/notes   201 with `location`     PUT      /api/notes/1   200 the replaced note
 *                                                DELETE   /api/notes/1   204
 *
 * Errors are problem details: 400 not JSON, 404 no such note, 405 with `allow`, 409 all places taken, 413 more than
 * 4 KiB, 415 not `application/json`, 422 JSON of another shape.
 */
export function notesApi(notes: NoteStore): Application {
  const collection = methods({ GET: () => json(notes.list()), POST: create(notes) }, notAllowed)
  const item = methods(
    { GET: onNote(notes, (note) => json(note)), PUT: replace(notes), DELETE: remove(notes) },
    notAllowed,
  )
  return problems((request) => (request.path === '' ? collection(request) : item(request)))
}

/** The location is where this API is mounted, and one segment more. */
function create(notes: NoteStore): Application {
  return async (request) => {
    const content = await readContent(request)
    if (content === undefined) return wrongShape()
    if (notes.isFull) return problem(409, 'There is no room for another note: delete one first.')

    const note = notes.create(content)
    return json(note, { status: 201, headers: { location: `${request.basePath}/${note.id}` } })
  }
}

function replace(notes: NoteStore): Application {
  return onNote(notes, async ({ id }, request) => {
    const content = await readContent(request)
    if (content === undefined) return wrongShape()
    // While its content was on the way the note may have been deleted.
    return onNote(notes, () => json(notes.replace(id, content)))(request)
  })
}

function remove(notes: NoteStore): Application {
  return onNote(notes, ({ id }) => {
    notes.delete(id)
    return noContent()
  })
}

/** Answers with what `answer` makes of the note that the path names, or 404. */
function onNote(
  notes: NoteStore,
  answer: (note: Note, request: HttpRequest) => Awaitable<HttpResponse>,
): Application {
  return (request) => {
    const [id = '', ...rest] = segments(request.path) ?? []
    const note = rest.length === 0 ? notes.get(id) : undefined
    return note === undefined ? problem(404, 'There is no such note.') : answer(note, request)
  }
}

/** Title and text of the note in the body; `undefined` when it is JSON of another shape. */
async function readContent(request: HttpRequest): Promise<NoteContent | undefined> {
  const value = await readJson(request, { maxBytes: maxBodyBytes })
  const { title, text } = Object(value) as { title?: unknown; text?: unknown }
  if (typeof title !== 'string' || typeof text !== 'string' || title.trim() === '') return undefined
  return { title, text }
}

function wrongShape(): HttpResponse {
  return problem(422, 'A note is an object with two strings: a title that is not blank, and a text.')
}

function notAllowed({ method }: HttpRequest): HttpResponse {
  return problem(405, `There is no ${method} here.`)
}
