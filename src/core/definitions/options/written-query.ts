/** Shared by copies of the package: a project's own and the command line's. */
const WRITTEN = Symbol.for('kerros.writtenQuery')

type AnyFunction = (...args: never[]) => unknown

/** Marks a function that stands for a query with the function that the user wrote: messages say where that is. */
export function withWritten<F extends AnyFunction>(query: F, written: unknown): F {
  return Object.defineProperty(query, WRITTEN, { value: written })
}

/** The function that the user wrote. */
export function writtenQuery(query: AnyFunction): unknown {
  return (query as { readonly [WRITTEN]?: unknown })[WRITTEN] ?? query
}
