import { expressionBuilder, FunctionNode, type Kysely, type OperationNode } from 'kysely'
import type { SqlType } from '../../../src/core/columns/index.js'
import { valueTypeOf } from '../../../src/core/columns/value-type.js'
import { type CanonicalFunction, canonicalName } from '../../../src/core/functions/call/canonical-function.js'
import type { OutputColumn } from '../../../src/core/infer/output-column.js'
import type { Scope } from '../../../src/core/infer/scope.js'
import { compileDatabase } from '../../../src/core/nodes/compile-database.js'

/** The types of the columns of `t`. */
export const TYPES = {
  small: { name: 'integer' },
  big: { name: 'bigint' },
  price: { name: 'decimal', precision: 6, scale: 3 },
  exact: { name: 'decimal', precision: 38, scale: 2 },
  score: { name: 'double' },
  text: { name: 'varchar' },
  day: { name: 'date' },
  time: { name: 'timestamp' },
  flag: { name: 'boolean' },
  list: { name: 'array', element: { name: 'bigint' } },
  json: { name: 'json' },
} satisfies { readonly [name: string]: SqlType }

/** Columns of `t`: of each type one, and one of which nothing is known. */
export type KnownColumn = keyof typeof TYPES | 'raw'

/** Tables that queries and expressions of these tests may name, and what is known of their columns. */
export const knownScope = (tables: { readonly [name: string]: readonly OutputColumn[] | undefined } = {}): Scope => {
  const t: readonly OutputColumn[] = [
    ...Object.entries(TYPES).map(([name, type]) => ({ name, type, values: valueTypeOf(type) })),
    { name: 'raw', type: undefined },
  ]
  const thunks = new Map(Object.entries({ t, ...tables }).map(([name, columns]) => [name, () => columns]))
  return { tables: thunks, aliases: new Map(), outer: undefined }
}

/** The scope of an expression over `t`. */
export const inT: Scope = { ...knownScope(), aliases: knownScope({ hidden: undefined }).tables }

/** Builds expressions over `t`; `any`, because TypeScript would not let some of them be written. */
export const eb: any = expressionBuilder<any, any>()

/** Builds queries over `t`. */
export const db: Kysely<any> = compileDatabase

/** A column of `t`. */
export const column = (name: KnownColumn): OperationNode => eb.ref(`t.${name}`).toOperationNode()

/** The call of a canonical function, with columns of `t` by name. */
export function call(name: CanonicalFunction, ...args: readonly (KnownColumn | OperationNode)[]): OperationNode {
  const nodes = args.map((arg) => (typeof arg === 'string' ? column(arg) : arg))
  return FunctionNode.create(canonicalName(name), nodes)
}
