/*
 * What is done to globals, and how. A class or a function is put behind a proxy that does one thing more and is the native
 * one in all else: name, statics and prototype, so that `instanceof`, subclasses and what others have kept of the native one
 * agree with each other. No object is changed that was there before, except that `prototype.constructor` names the global, as
 * it always does.
 */

/**
 * Puts a global class behind a proxy.
 * @returns the class that is global now
 */
export function replaceGlobalClass<C extends typeof Request | typeof Response>(
  name: 'Request' | 'Response',
  native: C,
  construct: NonNullable<ProxyHandler<C>['construct']>,
): C {
  const value = new Proxy(native, { construct })
  replaceGlobal(name, value)
  Object.defineProperty(native.prototype, 'constructor', { value, configurable: true, writable: true })
  return value
}

/** Puts another value in the place of a global, which others may replace again. */
export function replaceGlobal(name: 'Request' | 'Response' | 'fetch', value: unknown): void {
  const { configurable = true, enumerable = false } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {}
  Object.defineProperty(globalThis, name, { value, configurable, enumerable, writable: true })
}
