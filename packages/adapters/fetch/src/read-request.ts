import { IncomingBody } from '@tsgi/exchange'
import type { IncomingRequest } from '@tsgi/exchange'
import type { Address, HttpRequest } from '@tsgi/spec'
import { FETCH, ReceivedFetch } from './fetch-host.ts'

/** What comes along with a `Request`. */
export interface Received {
  readonly basePath: string
  readonly remote: Address | null
  readonly env: unknown
  readonly context: unknown
}

/**
 * What an application is told about a `Request`; `undefined`: it is not for what is mounted at this base path. `upload`
 * is what the host fills its content from.
 */
export function readRequest(
  request: Request,
  { basePath, remote, env, context }: Received,
): (IncomingRequest & { readonly upload: IncomingBody | null }) | undefined {
  const target = splitUrl(request.url)
  if (!isBelow(target.path, basePath)) return undefined
  const headers = fieldsOf(request, target.authority)
  const upload = request.body === null || headers['content-length'] === '0' ? null : openUpload(request.body)
  if (upload === null) dropLength(headers)
  const told = {
    ...target,
    method: request.method,
    basePath,
    path: target.path.slice(basePath.length),
    headers,
    body: upload?.content ?? null,
  }
  const extensions = { [FETCH]: new ReceivedFetch(request, told, env, context) }
  return { ...told, httpVersion: '1.1', remote, extensions, upload }
}

/** A URL of `Request` is in normal form: `scheme://authority/path?query#fragment`. */
function splitUrl(url: string): Pick<HttpRequest, 'scheme' | 'authority' | 'path' | 'query'> {
  const hash = url.indexOf('#')
  const end = hash === -1 ? url.length : hash
  const start = url.indexOf('://') + 3
  const slash = url.indexOf('/', start)
  const mark = url.indexOf('?', slash)
  const pathEnd = mark === -1 || mark > end ? end : mark
  return {
    scheme: url.slice(0, start - 3),
    authority: url.slice(url.lastIndexOf('@', slash) + 1 || start, slash),
    path: url.slice(slash, pathEnd),
    query: url.slice(Math.min(pathEnd + 1, end), end),
  }
}

function isBelow(path: string, basePath: string): boolean {
  return path.startsWith(basePath) && (path.length === basePath.length || path[basePath.length] === '/')
}

/** Fields by name, `host` as the URL has it (SPEC REQ-7). Several lines of `set-cookie` come one by one. */
function fieldsOf(request: Request, authority: string): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>
  for (const [name, value] of request.headers) {
    const before = fields[name]
    fields[name] = before === undefined ? value : `${before}, ${value}`
  }
  fields['host'] = authority
  return fields
}

/** What announces content is only told along with content: GET may have had some, of which `Request` knows nothing. */
function dropLength(headers: Record<string, string>): void {
  delete headers['transfer-encoding']
  if (headers['content-length'] !== '0') delete headers['content-length']
}

/** Content that is pulled from the host when the application asks for it. */
function openUpload(stream: ReadableStream<Uint8Array>): IncomingBody {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const pull = async (): Promise<void> => {
    try {
      reader ??= stream.getReader()
      let step = await reader.read()
      while (!step.done && step.value.length === 0) step = await reader.read()
      if (step.done) upload.end()
      else upload.push(step.value)
    } catch (error) {
      upload.fail(error)
    }
  }
  const upload: IncomingBody = new IncomingBody({
    pull: () => void pull(),
    leave: () => void reader?.cancel().catch(() => {}),
  })
  return upload
}
