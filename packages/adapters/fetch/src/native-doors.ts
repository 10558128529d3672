/*
 * Where only native requests pass: `new Request(request)` and `fetch(request)` look into the object itself.
 *
 * Undici 6 (Node 20 and 22) keeps what it looks for under symbols, which a light request can have too. Later versions,
 * and other runtimes, have private fields: there `Request` and `fetch` are put behind proxies that pass native requests
 * in for light ones and change nothing else. `instanceof`, prototypes, statics and subclasses are those of the native
 * class, and whoever has kept that class goes on using it. `nativeRequests` of `fromFetch` does without all of this.
 */
import { LightRequest } from './light-request.ts'

let isOpen = false

/** Lets light requests pass where native ones do. */
export function openNativeDoors(): void {
  if (isOpen) return
  isOpen = true
  const symbols = Object.getOwnPropertySymbols(new Request('http://localhost/'))
  if (symbols.length > 0) exposeInner(symbols)
  else wrapGlobals()
}

function exposeInner(symbols: readonly symbol[]): void {
  for (const symbol of symbols) {
    Object.defineProperty(LightRequest.prototype, symbol, {
      get(this: LightRequest): unknown {
        return (LightRequest.real(this) as unknown as Record<symbol, unknown>)[symbol]
      },
    })
  }
}

function wrapGlobals(): void {
  replaceGlobal(
    'Request',
    new Proxy(Request, {
      construct: (native, [input, ...rest], target) =>
        Reflect.construct(native, [LightRequest.nativeOf(input as unknown), ...rest], target) as object,
    }),
  )
  replaceGlobal(
    'fetch',
    new Proxy(fetch, {
      apply: (native, receiver, [input, ...rest]) =>
        Reflect.apply(native, receiver, [LightRequest.nativeOf(input), ...rest] as Parameters<typeof fetch>),
    }),
  )
}

function replaceGlobal(name: 'Request' | 'fetch', value: unknown): void {
  const { configurable = true, enumerable = false } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {}
  Object.defineProperty(globalThis, name, { value, configurable, enumerable, writable: true })
}
