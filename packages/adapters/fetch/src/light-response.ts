/*
 * A `Response` of a string that costs nothing before it is asked: undici makes a stream of the string, at 2 to 4 µs, which
 * a server then has to read. Here the string stays one.
 */
import { standIn } from './stand-in.ts'

type Init = ConstructorParameters<typeof Response>[1]

const NativeResponse = globalThis.Response

/** Stands in for a native `Response` of a string. */
export class LightResponse {
  readonly #text: string
  readonly #init: Readonly<{ status: number; statusText: string }>
  #headers: Headers | null
  /** What its content is asked of, once it has been asked for. */
  #native: Response | null = null

  constructor(text: string, init: Init) {
    const { status = 200, statusText = '', headers } = init ?? {}
    this.#text = text
    this.#init = { status, statusText }
    this.#headers = headers === undefined ? null : typed(new Headers(headers))
  }

  get status(): number {
    return this.#init.status
  }

  get statusText(): string {
    return this.#init.statusText
  }

  get ok(): boolean {
    return this.#init.status < 300
  }

  get headers(): Headers {
    this.#headers ??= typed(new Headers())
    return this.#headers
  }

  clone(): Response {
    const { body } = LightResponse.real(this).clone()
    return new NativeResponse(body, { ...this.#init, headers: this.headers })
  }

  /** The native response that has the content of a light one. */
  static real(light: LightResponse): Response {
    light.#native ??= new NativeResponse(light.#text)
    return light.#native
  }

  /** The string of a light response; `undefined` for others, and when somebody has looked at the content. */
  static textOf(response: object): string | undefined {
    return #text in response && response.#native === null ? response.#text : undefined
  }
}

standIn(LightResponse, NativeResponse, (light) => LightResponse.real(light))

/** What a string has when nobody says otherwise. */
function typed(headers: Headers): Headers {
  if (!headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8')
  return headers
}

let isLight = false

/**
 * From now on `new Response(string)` makes light responses, everywhere in this process. `Response` is behind a proxy:
 * `instanceof`, prototypes, statics and subclasses are those of the native class.
 */
export function lightenResponses(): void {
  if (isLight) return
  isLight = true
  const value: typeof Response = new Proxy(NativeResponse, {
    construct(native, args: [unknown, Init], target): object {
      const [body, init] = args
      const isPlain = target === value && typeof body === 'string' && isSimple(init)
      return isPlain ? new LightResponse(body, init) : (Reflect.construct(native, args, target) as object)
    },
  })
  Object.defineProperty(globalThis, 'Response', { value, configurable: true, writable: true })
}

/** Whether there is nothing that the native class would refuse or convert. `Headers` checks the fields itself. */
function isSimple(init: unknown): boolean {
  if (init === undefined) return true
  if (typeof init !== 'object' || init === null) return false
  const { status = 200, statusText = '' } = init as Record<string, unknown>
  return statusText === '' && Number.isInteger(status) && isWithContent(status as number)
}

function isWithContent(status: number): boolean {
  return status >= 200 && status <= 599 && status !== 204 && status !== 205 && status !== 304
}
