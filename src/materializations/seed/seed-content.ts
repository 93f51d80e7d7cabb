import { createHash } from 'node:crypto'
import type { Expression } from 'kysely'
import type { Columns, SqlType } from '../../core/columns/index.js'
import { listagg } from '../../core/functions/index.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import type { SeedRow } from '../../core/steps/materialization.js'
import { canonical } from '../statement/canonical-call.js'
import { statementBuilder } from '../statement/statement.js'

/** What the rows of a table are, in any order. */
export interface SeedContent {
  readonly rows: number
  /** md5 of the digests of all rows, in their order; empty without rows. */
  readonly digest: string
}

/** A value of a file as the text that every engine makes of the stored one. */
const TEXTS: { readonly [T in SqlType['name']]?: (value: string, type: SqlType) => string } = {
  varchar: (value) => value,
  integer: (value) => value,
  bigint: (value) => value,
  boolean: (value) => value,
  date: (value) => value,
  decimal: (value, type) => {
    const [whole = '', fraction = ''] = value.split('.')
    const scale = type.name === 'decimal' ? type.scale : 0
    return scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, '0')}`
  },
  timestamp: (value) => {
    const [seconds = '', fraction = ''] = value.split('.')
    const milliseconds = Date.parse(`${seconds.replace(' ', 'T')}Z`)
    return String(BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(6, '0')))
  },
}

/**
 * The content of a table with the rows of a file; `undefined` where a column has a type whose values engines write in ways of their
 * own: doubles, JSON, lists and bytes.
 */
export function contentOfRows(rows: readonly SeedRow[], columns: Columns): SeedContent | undefined {
  const types = Object.values(columns).map(({ type }) => type)
  if (types.some(({ name }) => TEXTS[name] === undefined)) return undefined
  const digests = rows.map((row) =>
    md5(row.map((value, i) => (value === null ? '-' : md5(TEXTS[types[i]!.name]!(value, types[i]!)))).join('')),
  )
  return { rows: rows.length, digest: rows.length === 0 ? '' : md5(digests.sort().join('')) }
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

/** The same of the rows that a table has, as a query over `TABLE as t` that returns one row: `row_count` and `digest`. */
export function contentQuery(table: string, columns: Columns) {
  const parts = Object.entries(columns).map(([name, { type }]) =>
    statementBuilder.fn.coalesce(canonical('md5', [textOf(columnOf('t', name), type)]), statementBuilder.val('-')),
  )
  const row = canonical('md5', [parts.length === 1 ? parts[0]! : canonical('concat', parts)])
  return compileDatabase
    .selectFrom(compileDatabase.selectFrom(`${table} as t`).select(row.as('row_digest')).as('r'))
    .select((eb) => [
      eb.fn.countAll().as('row_count'),
      canonical('md5', [listagg(eb.ref('r.row_digest') as never, '').orderBy(eb.ref('r.row_digest'))]).as('digest'),
    ])
}

function textOf(column: Expression<unknown>, { name }: SqlType): Expression<unknown> {
  if (name === 'date') return canonical('date_text', [column])
  if (name === 'timestamp') return canonical('instant_text', [column])
  return name === 'varchar' ? column : canonical('key_text', [column])
}
