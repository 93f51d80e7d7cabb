import type { SelectItem } from './query-arguments.js'
import type { SubqueryBuilder } from './subquery-builder.js'

/**
 * What the last signature of `select` takes. No selection matches it: it is there for the compiler's message. A call that
 * matches none of up to three signatures is reported at its first line, because the explanations differ. Of four or more
 * the compiler explains the last one only, and there it goes into a list or a callback, to the wrong element, if the
 * parameter is no union: hence one type that is compared with a list by its index signature and with a callback by its call
 * signature, and to which neither of both is assignable.
 */
export type SelectableItem<DB, TB extends keyof DB, S> = S extends Nested
  ? // `S` must occur for the compiler to infer it.
    S extends never
    ? S
    : ListAndCallback<DB, TB>
  : SelectItem<DB, TB>

type Nested = readonly unknown[] | ((...args: never) => unknown)

interface ListAndCallback<DB, TB extends keyof DB> {
  (eb: SubqueryBuilder<DB, TB>): ReadonlyArray<SelectItem<DB, TB>>
  readonly [position: number]: SelectItem<DB, TB>
}
