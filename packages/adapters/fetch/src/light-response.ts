/*
 * A `Response` of a string that costs nothing before it is asked: undici makes a stream of the string, which takes 2 µs and
 * 2 KB, and which a server then has to read. Here the string stays one until somebody asks for the content. Handlers write
 * `new Response(…)`, so the only way to give them these is the global; see globals.ts for how it is replaced.
 */
import { replaceGlobalClass } from './globals.ts'
import { standIn } from './stand-in.ts'

type Init = ConstructorParameters<typeof Response>[1]

const NativeResponse = globalThis.Response

/** Stands in for a native `Response` of a string. */
export class LightResponse {
  readonly #text: string
  readonly #status: number
  /** `null`: nobody has given or asked for any. */
  #headers: Headers | null
  /** What the content is asked of, once it has been asked for. */
  #native: Response | null = null
  /** Whether the content was taken as a string. */
  #isTaken = false

  constructor(text: string, init: Init) {
    const { status = 200, headers } = init ?? {}
    this.#text = text
    this.#status = status
    this.#headers = headers === undefined ? null : typed(new Headers(headers))
  }

  get status(): number {
    return this.#status
  }

  get statusText(): string {
    return ''
  }

  get ok(): boolean {
    return this.#status < 300
  }

  get headers(): Headers {
    this.#headers ??= typed(new Headers())
    return this.#headers
  }

  get bodyUsed(): boolean {
    return this.#isTaken || (this.#native?.bodyUsed ?? false)
  }

  clone(): Response {
    return this.#withFields(LightResponse.real(this).clone().body)
  }

  /** Of the type that the fields tell, as they are now. */
  async blob(): Promise<Blob> {
    return this.#withFields(LightResponse.real(this).body).blob()
  }

  /** In the format that the fields tell, as they are now. */
  async formData(): Promise<FormData> {
    return this.#withFields(LightResponse.real(this).body).formData()
  }

  /** The native response that has the content of a light one. */
  static real(light: LightResponse): Response {
    light.#native ??= light.#makeNative()
    return light.#native
  }

  /**
   * Takes the content of a light response, which is used then, and reads its fields.
   * @returns `undefined` for other responses, and when somebody has looked at the content
   */
  static take(response: object): { text: string; headers: Headers | null } | undefined {
    if (!(#text in response) || response.#isTaken || response.#native !== null) return undefined
    response.#isTaken = true
    return { text: response.#text, headers: response.#headers }
  }

  #makeNative(): Response {
    const native = this.#withFields(this.#text)
    // What was taken here has been read there.
    if (this.#isTaken) void native.text()
    return native
  }

  #withFields(body: string | ReadableStream | null): Response {
    return new NativeResponse(body, { status: this.#status, headers: this.headers })
  }
}

standIn(LightResponse, NativeResponse, (light) => LightResponse.real(light))

/** What a string has when nobody says otherwise. */
export const TEXT_TYPE = 'text/plain;charset=UTF-8'

function typed(headers: Headers): Headers {
  if (!headers.has('content-type')) headers.set('content-type', TEXT_TYPE)
  return headers
}

let isLight = false

/**
 * From now on `new Response(string)` makes light responses, everywhere in this process. Only on Node, where nothing but
 * libraries gets to see them: the servers of other runtimes take their own responses only.
 */
export function lightenResponses(): void {
  if (isLight || globalThis.process?.versions['undici'] === undefined) return
  isLight = true
  const value: typeof Response = replaceGlobalClass('Response', NativeResponse, (native, args, target) => {
    const [body, init] = args as unknown[]
    // Subclasses have more than is known here.
    const isPlain = target === value && typeof body === 'string' && isSimple(init)
    return isPlain ? new LightResponse(body, init) : (Reflect.construct(native, args, target) as object)
  })
}

/** Whether there is nothing that the native class would refuse or convert. `Headers` checks the fields itself. */
function isSimple(init: unknown): init is Init {
  if (init === undefined) return true
  if (typeof init !== 'object' || init === null) return false
  const { status = 200, statusText = '' } = init as Record<string, unknown>
  return statusText === '' && Number.isInteger(status) && isWithContent(status as number)
}

function isWithContent(status: number): boolean {
  return status >= 200 && status <= 599 && status !== 204 && status !== 205 && status !== 304
}
