import { type Expression, expressionBuilder } from 'kysely'
import type { DateString, Json } from '../../../src/core/columns/index.js'
import type { CanonicalFunction } from '../../../src/core/functions/call/canonical-function.js'
import type { Scope } from '../../../src/core/infer/scope.js'

/** Three rows, the last one NULL in every column but `i`. */
interface Fixture {
  i: number
  n: number | null
  p: number | null
  f: number | null
  s: string | null
  digits: string | null
  d: DateString | null
  ts: Date | null
  b: boolean | null
  l: string[] | null
  j: Json | null
}

export const fixtureTable = `(values
  (1, 5, 2.345::decimal(6, 3), 2.25::double, ' Äb|ÇD ', '86400', date '2024-01-31', timestamp '2024-03-06 13:14:15.5', true,
    ['a', null, 'b'], '{"a": {"b": [10, "x"]}, "some key": "y", "n": null, "t": true}'::json),
  (2, -7, -2.5, 4.0, 'aXbX', '-1', date '2023-12-31', timestamp '2024-01-01 00:00:00', false, [], '{}'),
  (3, null, null, null, null, null, null, null, null, null, null)
) as "t"("i", "n", "p", "f", "s", "digits", "d", "ts", "b", "l", "j")`

export const fixtureScope: Scope = {
  tables: new Map(),
  aliases: new Map([
    [
      't',
      () => [
        { name: 'i', type: { name: 'integer' } },
        { name: 'n', type: { name: 'integer' } },
        { name: 'p', type: { name: 'decimal', precision: 6, scale: 3 } },
        { name: 'f', type: { name: 'double' } },
        { name: 's', type: { name: 'varchar' } },
        { name: 'digits', type: { name: 'varchar' } },
        { name: 'd', type: { name: 'date' } },
        { name: 'ts', type: { name: 'timestamp' } },
        { name: 'b', type: { name: 'boolean' } },
        { name: 'l', type: { name: 'array', element: { name: 'varchar' } } },
        { name: 'j', type: { name: 'json' } },
      ],
    ],
  ]),
  outer: undefined,
}

export const eb = expressionBuilder<{ t: Fixture }, 't'>()
export const t = {
  i: eb.ref('t.i'),
  n: eb.ref('t.n'),
  p: eb.ref('t.p'),
  f: eb.ref('t.f'),
  s: eb.ref('t.s'),
  digits: eb.ref('t.digits'),
  d: eb.ref('t.d'),
  ts: eb.ref('t.ts'),
  b: eb.ref('t.b'),
  l: eb.ref('t.l'),
  j: eb.ref('t.j'),
}

/** One call of a helper, its SQL on each engine and what DuckDB gives. */
export interface FunctionCase {
  readonly of: CanonicalFunction | 'engine'
  readonly x: Expression<unknown>
  readonly duckdb: string
  readonly snowflake: string
  /** A value for each row of the fixture, as DuckDB writes it in JSON. */
  readonly gives: readonly unknown[]
  /** What an aggregate gives over no rows. */
  readonly ofNothing?: unknown
}
