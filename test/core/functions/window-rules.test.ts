import { view } from 'kerros'
import { type Expression, Kysely } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../../src/core/functions/aggregate.js'
import * as f from '../../../src/core/functions/index.js'
import type { WindowBuilder } from '../../../src/core/functions/window-builder.js'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { DuckDbDialect } from '../../../src/dialects/duckdb/dialect/duckdb-dialect.js'
import { compileFor, raw } from '../compile/compile-models.js'
import { eb, t } from './fixture.js'
import { snowflake, sqlOf } from './run-case.js'

type Clause = 'required' | 'optional' | 'refused'

/** What Snowflake's pages say of a function's window. */
interface Rule {
  /** The page below https://docs.snowflake.com/en/sql-reference/functions/. */
  readonly page: string
  readonly of: () => Aggregate<any>
  readonly order: Clause
  readonly frame: Clause
}

const own = (name: string, ...args: readonly Expression<any>[]) => eb.fn.agg(name, args as never) as Aggregate<any>

const rules: readonly Rule[] = [
  { page: 'row_number', of: () => f.rowNumber(), order: 'required', frame: 'refused' },
  { page: 'rank', of: () => f.rank(), order: 'required', frame: 'refused' },
  { page: 'dense_rank', of: () => f.denseRank(), order: 'required', frame: 'refused' },
  { page: 'ntile', of: () => f.ntile(2), order: 'required', frame: 'refused' },
  { page: 'percent_rank', of: () => own('percent_rank'), order: 'required', frame: 'refused' },
  { page: 'cume_dist', of: () => own('cume_dist'), order: 'required', frame: 'refused' },
  { page: 'row_number', of: () => own('ROW_NUMBER'), order: 'required', frame: 'refused' },
  { page: 'lag', of: () => f.lag(t.n), order: 'required', frame: 'refused' },
  { page: 'lead', of: () => f.lead(t.n), order: 'required', frame: 'refused' },
  { page: 'first_value', of: () => f.firstValue(t.n), order: 'required', frame: 'optional' },
  { page: 'last_value', of: () => f.lastValue(t.n), order: 'required', frame: 'optional' },
  { page: 'first_value', of: () => own('first_value', t.n), order: 'required', frame: 'optional' },
  { page: 'median', of: () => f.median(t.n), order: 'refused', frame: 'refused' },
  { page: 'percentile_cont', of: () => f.percentileCont(t.n, 0.9), order: 'refused', frame: 'refused' },
  { page: 'percentile_disc', of: () => f.percentileDisc(t.n, 0.9), order: 'refused', frame: 'refused' },
  { page: 'listagg', of: () => f.listagg(t.s, ','), order: 'refused', frame: 'refused' },
  { page: 'booland_agg', of: () => f.boolAnd(t.b), order: 'refused', frame: 'refused' },
  { page: 'boolor_agg', of: () => f.boolOr(t.b), order: 'refused', frame: 'refused' },
  { page: 'approx_count_distinct', of: () => f.approxCountDistinct(t.n), order: 'refused', frame: 'refused' },
  { page: 'any_value', of: () => f.anyValue(t.n), order: 'refused', frame: 'refused' },
  { page: 'mode', of: () => own('mode', t.n), order: 'refused', frame: 'refused' },
  // DISTINCT keeps a count from being a running one.
  { page: 'count', of: () => f.countDistinct(t.n), order: 'refused', frame: 'refused' },
  { page: 'sum', of: () => f.sum(t.n).distinct(), order: 'refused', frame: 'refused' },
  { page: 'count', of: () => f.count(t.n), order: 'optional', frame: 'optional' },
  { page: 'count_if', of: () => f.countIf(eb(t.n, '>', 0)), order: 'optional', frame: 'optional' },
  { page: 'sum', of: () => f.sum(t.n), order: 'optional', frame: 'optional' },
  { page: 'avg', of: () => f.avg(t.n), order: 'optional', frame: 'optional' },
  { page: 'stddev', of: () => f.stddev(t.n), order: 'optional', frame: 'optional' },
  { page: 'stddev_pop', of: () => f.stddevPop(t.n), order: 'optional', frame: 'optional' },
  { page: 'variance', of: () => f.variance(t.n), order: 'optional', frame: 'optional' },
  { page: 'variance_pop', of: () => f.variancePop(t.n), order: 'optional', frame: 'optional' },
  { page: 'min', of: () => f.min(t.n), order: 'optional', frame: 'optional' },
  { page: 'array_agg', of: () => f.arrayAgg(t.n), order: 'optional', frame: 'optional' },
]

const windows: Readonly<Record<string, (w: WindowBuilder) => WindowBuilder>> = {
  plain: (w) => w.partitionBy(t.b),
  ordered: (w) => w.partitionBy(t.b).orderBy(t.i),
  framed: (w) => w.partitionBy(t.b).orderBy(t.i).$call(f.rowsBetween('1 preceding', 'current row')),
}

function isAllowed({ order, frame }: Rule, window: string): boolean {
  if (window === 'plain') return order !== 'required'
  return order !== 'refused' && (window === 'ordered' || frame !== 'refused')
}

const cases = rules.flatMap((rule) =>
  Object.entries(windows).map(([window, build]) => ({
    ...rule,
    window,
    x: rule.of().over(build),
    allowed: isAllowed(rule, window),
  })),
)
const refusal = expect.objectContaining({ code: 'E_UNSUPPORTED', hint: expect.stringMatching(/\.$/) })
const models = (x: Expression<unknown>) => ({
  m: view({ t: raw.events }, (db) => db.selectFrom('t').select((x as Aggregate<number>).as('x'))),
})

describe('a window that Snowflake refuses is refused in models, on both engines alike', () => {
  it.each(cases)('$page over a window that is $window', ({ x, allowed }) => {
    for (const engine of ['duckdb', 'snowflake'] as const) {
      const compiled = expect(() => compileFor(engine, models(x)))
      if (allowed) compiled.not.toThrow()
      else compiled.toThrow(refusal)
    }
    const plain = expect(() => sqlOf(snowflake(), x))
    if (allowed) plain.not.toThrow()
    else plain.toThrow(refusal)
  })

  it.each(rules)('$page without a window', ({ of, order }) => {
    const compiled = expect(() => sqlOf(snowflake(), of()))
    if (order === 'required') compiled.toThrow(/_?[A-Z]+ without OVER$/)
    else compiled.not.toThrow()
  })
})

it('plain Kysely on DuckDB has what DuckDB has', async () => {
  const database = new DuckDbDatabase()
  const db = new Kysely<{ t: { b: boolean; i: number } }>({ dialect: new DuckDbDialect({ database }) })
  for (const { x } of cases) expect(db.selectNoFrom(x.as('x')).compile().sql).toContain('over(')
  expect(await db.selectNoFrom(f.rowNumber().over().as('n')).execute()).toEqual([{ n: 1 }])
  await db.destroy()
  await database.close()
})

it('a refused window is explained', () => {
  const said = cases
    .filter(({ allowed }) => !allowed)
    .map(({ x }) => {
      try {
        return sqlOf(snowflake(), x)
      } catch (error) {
        return `${(error as Error).message}. ${(error as { hint?: string }).hint}`
      }
    })
  expect(
    [...new Set(said.map((text) => text.replace(/[A-Z]+(_[A-Z]+)* (?=over|of)/, 'F ')))].sort(),
  ).toMatchInlineSnapshot(`
    [
      "Snowflake has no F of DISTINCT values over a window with ORDER BY. Leave orderBy out of over(…), or mark the first row of each value with rowNumber() and sum the marks.",
      "Snowflake has no F over a window with ORDER BY. Leave orderBy out of over(…): the function sees the whole partition. The order of a list is its own: listagg(…).withinGroupOrderBy(…).",
      "Snowflake has no F over a window with a frame. Leave rowsBetween or rangeBetween out.",
      "Snowflake has no F over a window without ORDER BY, whose result would be arbitrary. Order the window by what makes its rows different: .over((w) => w.partitionBy(…).orderBy(…)).",
    ]
  `)
})
