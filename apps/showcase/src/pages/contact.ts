import { readForm } from '@tsgi/body'
import type { Form } from '@tsgi/body'
import { andThen, redirect, withHeader } from '@tsgi/message'
import { router } from '@tsgi/router'
import type { Application, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { errorPage } from '../error-pages.ts'
import { formToken, isOwnForm } from '../form-token.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import type { Inbox, Message } from '../inbox.ts'
import { link, page } from '../layout.ts'
import { sections } from '../sections.ts'

/** All fields at their longest, with every character escaped, fit. */
const limits = { maxBytes: 16 * 1024, maxFields: 20, maxFiles: 0 }
const maxLengths = { name: 100, email: 254, text: 1000 }

type Field = keyof Message
type Problems = ReadonlyMap<Field, string>

/** The contact form; other paths fall through. */
export function contact(inbox: Inbox): Application {
  const app = router()
  const pages = app.group('', methodPages)
  pages.get('/contact', (request) => formPage(request, { message: { name: '', email: '', text: '' } }))
  pages.post('/contact', (request) => sendMessage(request, inbox))
  pages.get('/contact/thanks', (request) => thanks(request, inbox))
  return app
}

/**
 * Reads the form: shows it again with what is wrong, or keeps the message and redirects. What is no form, or too much, is thrown.
 */
async function sendMessage(request: HttpRequest, inbox: Inbox): Promise<HttpResponse> {
  const form = await readForm(request, limits)
  const message = toMessage(form)
  if (!isOwnForm(request, form.get('token'))) return formPage(request, { message, isForeign: true })

  const problems = check(message)
  if (problems.size > 0) return formPage(request, { message, problems })

  inbox.add(message)
  return redirect(link(request, '/contact/thanks'), 303)
}

/** Where the redirect leads, so that reloading the page sends nothing twice. */
function thanks(request: HttpRequest, inbox: Inbox): HttpResponse {
  return page(request, {
    title: 'Thank you',
    heading: null,
    section: sections.contact,
    headers: { 'cache-control': 'no-store' },
    content: html`<section class="thanks">
      <h1>Thank you.</h1>
      <p class="lead">
        Your message has arrived. Messages received so far: <strong>${inbox.received}</strong>.
      </p>
      <p>
        You came here by <code>303 See Other</code>: reload this page as often as you like, the form is not
        sent again. Nobody reads these messages. The last hundred are kept, in a table of SQLite.
      </p>
      <p><a class="button" href="${link(request, '/contact')}">Write another one</a></p>
    </section>`,
  })
}

/** The router refuses methods with a line of text: here is the page of this site for it. */
const methodPages: Middleware = (next) => (request) =>
  andThen(next(request), (response) => {
    const { allow } = response.headers
    return response.status === 405 && allow !== undefined
      ? withHeader(errorPage(request, 405), 'allow', allow)
      : response
  })

/** Browsers send line ends as CR LF, but count them as one character. */
function toMessage(form: Form): Message {
  const read = (field: Field): string => (form.get(field) ?? '').replaceAll('\r\n', '\n')
  return { name: read('name').trim(), email: read('email').trim(), text: read('text') }
}

function check(message: Message): Problems {
  const problems = new Map<Field, string>()
  if (message.name === '') problems.set('name', 'Please tell us your name.')
  if (!isEmailAddress(message.email)) problems.set('email', 'Please enter an address: ada@example.com')
  if (message.text.trim() === '') problems.set('text', 'Please write a message.')

  for (const [field, maxLength] of Object.entries(maxLengths) as [Field, number][]) {
    if (message[field].length > maxLength) problems.set(field, `Please use at most ${maxLength} characters.`)
  }
  return problems
}

/** Whether mail could go there; only sending some would tell whether it arrives. */
function isEmailAddress(text: string): boolean {
  const [local, domain, ...rest] = text.split('@')
  const labels = domain?.split('.') ?? []
  return local !== '' && rest.length === 0 && labels.length > 1 && !labels.includes('') && !/\s/.test(text)
}

/** What is shown in the form, and what is wrong with it. */
interface Shown {
  readonly message: Message
  /** Default none. */
  readonly problems?: Problems
  /** Whether it may have been sent from elsewhere in the visitor's name. Default false. */
  readonly isForeign?: boolean
}

function formPage(
  request: HttpRequest,
  { message, problems = new Map(), isForeign = false }: Shown,
): HttpResponse {
  const isNew = problems.size === 0 && !isForeign
  const token = formToken(request)
  const response = page(request, {
    title: isNew ? 'Contact' : 'Contact: please check what you entered',
    heading: 'Contact',
    section: sections.contact,
    status: isNew ? 200 : isForeign ? 403 : 422,
    headers: { 'cache-control': 'no-store' },
    content: html`<form class="panel form" method="post" action="${link(request, '/contact')}" novalidate>
      ${isNew ? null : html`<p class="notice wrong">Nothing was sent yet: ${isForeign ? FOREIGN : WRONG}.</p>`}
      <input type="hidden" name="token" value="${token.field}" />
      ${labelled('Name', nameInput(message.name, problems), 'name', problems)}
      ${labelled('E-mail', emailInput(message.email, problems), 'email', problems)}
      ${labelled('Message', textArea(message.text, problems), 'text', problems)}
      <div class="actions">
        <button type="submit">Send</button>
        <p class="hint">
          The browser checks nothing here, so that you see the server do it. Try an empty form.
        </p>
      </div>
    </form>`,
  })
  return token.set(response)
}

const WRONG = 'please look at the marked fields'
const FOREIGN = 'the form did not come from this page, or its cookie is gone. Please send it again'

function nameInput(value: string, problems: Problems): Html {
  return html`<input type="text" value="${value}" autocomplete="name" ${attributes('name', problems)} />`
}

function emailInput(value: string, problems: Problems): Html {
  return html`<input type="email" value="${value}" autocomplete="email" ${attributes('email', problems)} />`
}

/** A line end directly behind the tag is dropped by HTML: ours is there for that, so that a typed one stays. */
function textArea(value: string, problems: Problems): Html {
  return html`<textarea rows="6" ${attributes('text', problems)}>${`\n${value}`}</textarea>`
}

function attributes(field: Field, problems: Problems): Html {
  const [firstWrong] = problems.keys()
  const invalid = problems.has(field) ? html`aria-invalid="true" aria-describedby="${field}-problem"` : null
  const focus = field === firstWrong ? html`autofocus` : null
  return html`id="${field}" name="${field}" maxlength="${maxLengths[field]}" aria-required="true" ${invalid}
  ${focus}`
}

function labelled(label: string, control: Html, field: Field, problems: Problems): Html {
  const problem = problems.get(field)
  return html`<div class="field">
    <label for="${field}">${label}</label>
    ${control} ${problem === undefined ? null : html`<p class="problem" id="${field}-problem">${problem}</p>`}
  </div>`
}
