/**
 * Makes a class stand in for a native one: instances pass `instanceof`, and members that the class does not have itself
 * are those of the native object that `real` gives, also those that a later version adds.
 */
export function standIn<L extends object, N extends object>(
  light: { readonly prototype: L },
  native: { readonly prototype: N },
  real: (light: L) => N,
): void {
  const { prototype } = light
  // Inherited: the global that replaces the native class becomes its `constructor`.
  Reflect.deleteProperty(prototype, 'constructor')
  for (const key of Reflect.ownKeys(native.prototype)) {
    if (key === 'constructor' || Object.hasOwn(prototype, key)) continue
    const member = Object.getOwnPropertyDescriptor(native.prototype, key)!
    Object.defineProperty(prototype, key, delegated(member, key, real as (light: unknown) => object))
  }
  Object.setPrototypeOf(prototype, native.prototype)
}

function delegated(
  member: PropertyDescriptor,
  key: PropertyKey,
  real: (light: unknown) => object,
): PropertyDescriptor {
  if (member.get !== undefined) {
    const get = function (this: unknown): unknown {
      return Reflect.get(real(this), key)
    }
    return { configurable: true, enumerable: member.enumerable === true, get }
  }
  if (typeof member.value !== 'function') return member
  const value = function (this: unknown, ...args: unknown[]): unknown {
    const native = real(this)
    return Reflect.apply(Reflect.get(native, key) as () => unknown, native, args)
  }
  return { ...member, value }
}
