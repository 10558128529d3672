/** Shows the events of the stream that the page names. */

const view = document.querySelector('#events')
const badge = view.querySelector('.badge')
const clock = view.querySelector('time')
const ticks = view.querySelector('.ticks')
const button = view.querySelector('button')
const shownTicks = 12

let source
let received = 0
let lastAt

button.addEventListener('click', () => (source === undefined ? join() : leave()))
button.hidden = false
join()

function join() {
  lastAt = undefined
  source = new EventSource(view.dataset.stream)
  source.addEventListener('open', () => say('live', true))
  source.addEventListener('error', () => say('connecting again', false))
  source.addEventListener('tick', (event) => show(JSON.parse(event.data)))
  button.textContent = 'Leave'
  say('connecting', false)
}

function leave() {
  source.close()
  source = undefined
  button.textContent = 'Join again'
  say('you left, and the generator has ended', false)
}

function show({ time, watchers }) {
  clock.dateTime = time
  clock.textContent = time.slice(11, 19)
  figure('watchers', watchers)
  figure('received', ++received)
  showGap(performance.now())
}

function showGap(now) {
  if (lastAt !== undefined) {
    const gap = `${Math.round(now - lastAt)} ms`
    figure('gap', gap)
    const tick = document.createElement('li')
    tick.textContent = gap
    ticks.prepend(tick)
    ticks.children[shownTicks]?.remove()
  }
  lastAt = now
}

function figure(name, value) {
  view.querySelector(`[data-figure="${name}"]`).textContent = String(value)
}

function say(text, isLive) {
  badge.textContent = text
  badge.toggleAttribute('data-live', isLive)
}
