import { parseMediaType } from '@tsgi/fields'
import { readText, redirect } from '@tsgi/message'
import type { Application, HttpRequest, HttpResponse } from '@tsgi/spec'
import { errorPage } from '../error-pages.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import type { Inbox, Message } from '../inbox.ts'
import { link, page } from '../layout.ts'
import { sections } from '../sections.ts'

/** All fields at their longest, with every character escaped, fit. */
const maxBodyBytes = 16 * 1024
const maxLengths = { name: 100, email: 254, text: 1000 }

type Field = keyof Message
type Problems = ReadonlyMap<Field, string>

/** Shows the empty form. */
export const contactForm: Application = (request) =>
  formPage(request, { name: '', email: '', text: '' }, new Map())

/** Reads the form: shows it again with what is wrong, or keeps the message and redirects. */
export function sendMessage(inbox: Inbox): Application {
  return async (request) => {
    if (!isForm(request)) return errorPage(request, 415)

    const message = toMessage(await readText(request, { maxBytes: maxBodyBytes }))
    const problems = check(message)
    if (problems.size > 0) return formPage(request, message, problems)

    inbox.add(message)
    return redirect(link(request, '/contact/thanks'), 303)
  }
}

/** Where the redirect leads, so that reloading the page sends nothing twice. */
export function thanks(inbox: Inbox): Application {
  return (request) =>
    page(request, {
      title: 'Thank you',
      heading: null,
      section: sections.contact,
      headers: { 'cache-control': 'no-store' },
      content: html`<section class="thanks">
        <h1>Thank you.</h1>
        <p class="lead">
          Your message has arrived. Messages received since the server started:
          <strong>${inbox.received}</strong>.
        </p>
        <p>
          You came here by <code>303 See Other</code>: reload this page as often as you like, the form is not
          sent again. Nobody reads these messages. The last hundred stay in memory until the server stops.
        </p>
        <p><a class="button" href="${link(request, '/contact')}">Write another one</a></p>
      </section>`,
    })
}

function isForm({ headers }: HttpRequest): boolean {
  return parseMediaType(headers['content-type'] ?? '')?.essence === 'application/x-www-form-urlencoded'
}

/** Browsers send line ends as CR LF, but count them as one character. */
function toMessage(form: string): Message {
  const values = new URLSearchParams(form)
  const read = (field: Field): string => (values.get(field) ?? '').replaceAll('\r\n', '\n')
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

function formPage(request: HttpRequest, message: Message, problems: Problems): HttpResponse {
  const isNew = problems.size === 0
  return page(request, {
    title: isNew ? 'Contact' : 'Contact: please check what you entered',
    heading: 'Contact',
    section: sections.contact,
    status: isNew ? 200 : 422,
    headers: { 'cache-control': 'no-store' },
    content: html`<form class="panel form" method="post" action="${link(request, '/contact')}" novalidate>
      ${isNew ? null : html`<p class="notice wrong">Nothing was sent yet: please look at the marked fields.</p>`}
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
}

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
