/** Sends the chosen file as the content of a PUT, and shows what the application made of it. */

const form = document.querySelector('#upload')
const input = form.querySelector('input')
const progress = form.querySelector('.progress')
const bar = form.querySelector('progress')
const sent = form.querySelector('.sent')
const notice = form.querySelector('.notice')
const result = form.querySelector('.result')
const mebibyte = 1024 * 1024

form.hidden = false
form.addEventListener('submit', (event) => event.preventDefault())
input.addEventListener('change', () => {
  const [file] = input.files
  const isBusy = !progress.hidden
  if (file !== undefined && !isBusy) void upload(file)
})

async function upload(file) {
  notice.hidden = result.hidden = true
  if (file.size > Number(form.dataset.maxBytes)) return complain(`${file.name} has more than 100 MiB.`)

  progress.hidden = false
  showProgress(0, file.size)
  try {
    showResult(await send(file))
  } catch (error) {
    complain(error.message)
  } finally {
    input.value = ''
    progress.hidden = true
  }
}

/** XMLHttpRequest, because `fetch` does not tell how much of a request has been sent. */
function send(file) {
  return new Promise((resolve, reject) => {
    const exchange = new XMLHttpRequest()
    exchange.open('PUT', form.dataset.target)
    exchange.setRequestHeader('content-type', 'application/octet-stream')
    exchange.responseType = 'json'
    exchange.upload.addEventListener('progress', (event) => showProgress(event.loaded, file.size))
    exchange.addEventListener('error', () => reject(new Error('The connection was lost.')))
    exchange.addEventListener('load', () => {
      if (exchange.status === 200) resolve(exchange.response)
      else reject(new Error(exchange.response?.detail ?? `The answer was ${exchange.status}.`))
    })
    exchange.send(file)
  })
}

function showProgress(bytes, size) {
  bar.value = size === 0 ? 1 : bytes / size
  sent.textContent = `${(bytes / mebibyte).toFixed(1)} of ${(size / mebibyte).toFixed(1)} MiB`
}

function showResult({ bytes, sha256, seconds }) {
  figure('bytes', bytes.toLocaleString('en'))
  figure('seconds', seconds.toFixed(3))
  figure('rate', seconds > 0 ? Math.round(bytes / mebibyte / seconds).toLocaleString('en') : '–')
  figure('sha256', sha256)
  result.hidden = false
}

function figure(name, value) {
  form.querySelector(`[data-figure="${name}"]`).textContent = value
}

function complain(text) {
  notice.textContent = text
  notice.hidden = false
}
