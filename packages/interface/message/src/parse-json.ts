import { BodyError } from './body-error.ts'

/** Without one of these in the text, escaped or not, no key of it can reach a prototype. */
const suspicious = /__proto__|prototype|\\u00/

/**
 * Parses JSON whose keys cannot pollute a prototype where the value is merged or copied.
 * @throws BodyError `BODY_JSON` when it is no JSON, or has `__proto__` or `constructor.prototype` as keys
 */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new BodyError('BODY_JSON', text === '' ? 'There is no content, expected JSON' : 'Not JSON', {
      cause,
    })
  }
  if (suspicious.test(text) && hasPollutingKey(value)) {
    throw new BodyError('BODY_JSON', 'JSON with __proto__ or constructor.prototype as keys')
  }
  return value
}

/** Walks with a list of its own: a reviver, or any recursion, overflows the stack on deep nesting. */
function hasPollutingKey(root: unknown): boolean {
  const pending: unknown[] = [root]
  while (pending.length > 0) {
    const value = pending.pop()
    if (!isObject(value)) continue
    if (Object.hasOwn(value, '__proto__') || hasPrototype(value)) return true
    for (const member of Object.values(value)) pending.push(member)
  }
  return false
}

function hasPrototype(value: object): boolean {
  const constructor = Object.getOwnPropertyDescriptor(value, 'constructor')?.value as unknown
  return isObject(constructor) && Object.hasOwn(constructor, 'prototype')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
