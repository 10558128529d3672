/** Creates, replaces and deletes notes through the API, and writes down what went over the wire. */

const view = document.querySelector('#notes')
const api = view.dataset.api
const form = view.querySelector('form')
const heading = form.querySelector('h2')
const submit = form.querySelector('[type=submit]')
const cancel = form.querySelector('[data-action=cancel]')
const problem = form.querySelector('.problem')
const log = view.querySelector('.log ol')
const list = view.querySelector('.note-list ul')
const empty = view.querySelector('[data-empty]')
const shownExchanges = 6

/** Id of the note in the form; `undefined` for a new one. */
let editing

for (const item of list.children) addButtons(item)
form.hidden = false
view.querySelector('.log').hidden = false
form.addEventListener('submit', (event) => {
  event.preventDefault()
  void save()
})
cancel.addEventListener('click', () => edit())

async function save() {
  const content = { title: form.elements.title.value, text: form.elements.text.value }
  const path = editing === undefined ? '' : `/${editing}`
  const answer = await call(editing === undefined ? 'POST' : 'PUT', path, content)
  problem.hidden = answer.ok
  if (!answer.ok) {
    problem.textContent = answer.value.detail
    return
  }
  showNote(answer.value)
  edit()
}

async function remove(item) {
  const answer = await call('DELETE', `/${item.dataset.id}`)
  if (!answer.ok && answer.status !== 404) return
  if (editing === item.dataset.id) edit()
  item.remove()
  empty.hidden = list.childElementCount > 0
}

async function call(method, path, content) {
  const init = { method }
  if (content !== undefined) {
    init.headers = { 'content-type': 'application/json' }
    init.body = JSON.stringify(content)
  }
  const response = await fetch(api + path, init)
  const location = response.headers.get('location')
  writeDown(
    `${method} ${api}${path}`,
    `${response.status}${location === null ? '' : ` location: ${location}`}`,
  )
  const value = response.status === 204 ? null : await response.json()
  return { ok: response.ok, status: response.status, value }
}

function showNote({ id, title, text }) {
  const item = element('li', 'panel note', '')
  item.dataset.id = id
  item.append(element('h3', '', title), element('p', '', text))
  addButtons(item)

  const old = [...list.children].find((other) => other.dataset.id === id)
  if (old === undefined) list.append(item)
  else old.replaceWith(item)
  empty.hidden = true
}

function addButtons(item) {
  const title = item.querySelector('h3').textContent
  const actions = element('div', 'actions', '')
  actions.append(
    button('Edit', title, () => edit(item)),
    button('Delete', title, () => void remove(item)),
  )
  item.append(actions)
}

function button(name, title, act) {
  const made = element('button', 'quiet', name)
  made.type = 'button'
  made.setAttribute('aria-label', `${name} ${title}`)
  made.addEventListener('click', act)
  return made
}

/** Puts a note into the form, or clears it. */
function edit(item) {
  editing = item?.dataset.id
  form.elements.title.value = item?.querySelector('h3').textContent ?? ''
  form.elements.text.value = item?.querySelector('p').textContent ?? ''
  heading.textContent = item === undefined ? 'New note' : `Note ${editing}`
  submit.textContent = item === undefined ? 'Create' : 'Replace'
  cancel.hidden = item === undefined
  problem.hidden = true
  form.elements.title.focus()
}

function writeDown(request, response) {
  const wire = element('p', 'wire', '')
  wire.append(
    element('span', 'wire-request', request),
    element('span', 'wire-arrow', '→'),
    element('span', 'wire-response', response),
  )
  const item = element('li', '', '')
  item.append(wire)
  log.prepend(item)
  log.children[shownExchanges]?.remove()
}

function element(name, className, text) {
  const made = document.createElement(name)
  made.className = className
  made.textContent = text
  return made
}
