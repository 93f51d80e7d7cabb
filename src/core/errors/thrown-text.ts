/** What a user's code threw, in words: anything can be thrown, and an object without a message would read `[object Object]`. */
export function thrownText(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name
  if (typeof thrown === 'object' && thrown !== null) {
    const { message } = thrown as { readonly message?: unknown }
    return typeof message === 'string' ? message : 'an object that is not an Error'
  }
  return String(thrown)
}
