/**
 * What an object holds under a name that a user chose. Asked with `object[name]`, it would answer `constructor` and
 * `toString` with what every object has.
 */
export function ownValue<V>(object: { readonly [name: string]: V } | undefined, name: string): V | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined
}
