import type { Expression, OperationNodeSource } from 'kysely'

/** An expression whose type a macro knows, because its own signature takes nothing else. */
export function expressionOf<T>(x: OperationNodeSource): Expression<T> {
  return x as Expression<T>
}
