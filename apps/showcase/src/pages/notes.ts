import type { Application, HttpRequest } from '@tsgi/spec'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { link, page, wire } from '../layout.ts'
import type { Note, NoteStore } from '../notes/note-store.ts'
import { sections } from '../sections.ts'

/** Shows the notes as they are; a script changes them through the API and shows what it said. */
export function notesPage(notes: NoteStore): Application {
  return (request) =>
    page(request, {
      title: 'Notes',
      section: sections.notes,
      script: 'notes.js',
      headers: { 'cache-control': 'no-store' },
      content: html`<div class="notes" id="notes" data-api="${link(request, '/api/notes')}">
          ${editor()} ${wireLog(request)}
          <section class="note-list" aria-labelledby="notes-title">
            <h2 id="notes-title">All notes</h2>
            <p class="hint" data-empty ${notes.list().length > 0 ? html`hidden` : null}>
              There is none yet. They live in memory, a hundred at most.
            </p>
            <ul>
              ${notes.list().map(noteItem)}
            </ul>
          </section>
        </div>
        ${terminal(request)}`,
    })
}

function editor(): Html {
  return html`<form class="panel form" aria-labelledby="editor-title" hidden>
      <h2 id="editor-title">New note</h2>
      <div class="field">
        <label for="title">Title</label>
        <input type="text" id="title" name="title" maxlength="80" autocomplete="off" />
      </div>
      <div class="field">
        <label for="text">Text</label>
        <textarea id="text" name="text" rows="3" maxlength="1000"></textarea>
      </div>
      <p class="problem" role="alert" hidden></p>
      <div class="actions">
        <button type="submit">Create</button>
        <button type="button" class="quiet" data-action="cancel" hidden>Cancel</button>
      </div>
    </form>
    <noscript>
      <p class="notice">Changing notes takes a script. A terminal can do it, too.</p>
    </noscript>`
}

function wireLog(request: HttpRequest): Html {
  return html`<section class="panel log" aria-labelledby="log-title" hidden>
    <h2 id="log-title">On the wire</h2>
    <p class="hint">What this page and the API said to each other. Leave the title empty to see a 422.</p>
    <ol aria-live="polite">
      <li>${wire({ request: `GET ${link(request, '/notes')}`, response: '200 HTML' })}</li>
    </ol>
  </section>`
}

/** The script makes the same markup for notes that it adds. */
function noteItem({ id, title, text }: Note): Html {
  return html`<li class="panel note" data-id="${id}">
    <h3>${title}</h3>
    <p>${text}</p>
  </li>`
}

function terminal(request: HttpRequest): Html {
  const url = `${request.scheme}://${request.authority}${link(request, '/api/notes')}`
  return html`<section class="aside" aria-labelledby="terminal-title">
    <h2 id="terminal-title">From a terminal</h2>
    <pre tabindex="0"><code>curl ${url}
curl ${url} -H 'content-type: application/json' -d '{ "title": "Milk", "text": "Two litres" }'
curl ${url}/1 -X DELETE -i</code></pre>
  </section>`
}
