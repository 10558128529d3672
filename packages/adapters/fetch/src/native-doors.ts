/*
 * Where only native requests pass: `new Request(request)` and `fetch(request)` look into the object itself.
 *
 * Undici 6 (Node 20 and 22) keeps what it looks for under symbols, which a light request can have too. Later versions,
 * and other runtimes, have private fields, which nothing from outside can have: there the globals `Request` and `fetch` pass
 * native requests in for light ones, and change nothing else (globals.ts). The option `native` of `fromFetch` does without.
 */
import { replaceGlobal, replaceGlobalClass } from './globals.ts'
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
  replaceGlobalClass(
    'Request',
    Request,
    (native, [input, ...rest]: unknown[], target) =>
      Reflect.construct(native, [LightRequest.nativeOf(input), ...rest], target) as object,
  )
  replaceGlobal(
    'fetch',
    new Proxy(fetch, {
      apply: (native, receiver, [input, ...rest]) =>
        Reflect.apply(native, receiver, [LightRequest.nativeOf(input), ...rest] as Parameters<typeof fetch>),
    }),
  )
}
