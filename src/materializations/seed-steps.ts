import { type Expression, sql } from 'kysely'
import type { Columns } from '../core/columns/index.js'
import { compileDatabase } from '../core/compile/compile-database.js'
import { ownValue } from '../core/definitions/own-value.js'
import type { Step } from '../core/plan/step.js'
import type { MaterializationInput, SeedRow } from '../core/ports/materialization.js'
import type { Relation } from '../core/ports/relation.js'
import { canonical } from './canonical-call.js'
import { castNull } from './cast-null.js'
import { columnOf } from './column-of.js'
import { statementSql } from './statement.js'

/** How many rows one statement carries: well under the engines' limits for the length of SQL. */
const ROWS_PER_STATEMENT = 1_000

/** The steps that make a table of a seed's rows. The table is replaced in one piece when one statement is enough. */
export function seedSteps(input: MaterializationInput, columns: Columns): readonly Step[] {
  const { relation, existing, dialect, seedRows, settings, runId } = input
  const replaces = existing?.type
  const first = statementSql(dialect, rowsQuery(columns, seedRows.slice(0, ROWS_PER_STATEMENT)), {})
  if (seedRows.length <= ROWS_PER_STATEMENT)
    return [{ kind: 'createTableAs', relation, select: first, replaces, temporary: false, settings }]
  const inPlace = dialect.capabilities.supportsTransactionalDdl
  const built = inPlace ? relation : dialect.temporaryRelation(relation, runId)
  const steps: readonly Step[] = [
    {
      kind: 'createTableAs',
      relation: built,
      select: first,
      replaces: inPlace ? replaces : undefined,
      temporary: false,
      settings,
    },
    ...insertsOfOthers(input, columns, built),
  ]
  if (inPlace) return [{ kind: 'transaction', steps }]
  const publish: Step = { kind: 'publishTable', relation, from: built, replaces, settings }
  const drop: Step = { kind: 'dropRelation', relation: built, type: 'table', temporary: false }
  return [{ kind: 'attempt', steps: [...steps, publish], undo: [drop] }]
}

function insertsOfOthers(
  { dialect, seedRows }: MaterializationInput,
  columns: Columns,
  relation: Relation,
): readonly Step[] {
  const steps: Step[] = []
  for (let start = ROWS_PER_STATEMENT; start < seedRows.length; start += ROWS_PER_STATEMENT) {
    const rows = rowsQuery(columns, seedRows.slice(start, start + ROWS_PER_STATEMENT))
    const insert = compileDatabase.insertInto('target').columns(Object.keys(columns)).expression(rows)
    steps.push({ kind: 'insert', relation, sql: statementSql(dialect, insert, { target: relation }) })
  }
  return steps
}

/** `select cast("v"."a" as integer) as "a", … from (values (1, …), …) as "v"("a", …)` */
function rowsQuery(columns: Columns, rows: readonly SeedRow[]) {
  const names = Object.keys(columns)
  if (rows.length === 0)
    return compileDatabase
      .selectNoFrom(names.map((name) => castNull(columns[name]!.type).as(name)))
      .where((eb) => eb.lit(false))
  const isJson = (name: string): boolean => columns[name]!.type.name === 'json'
  const literal = (row: SeedRow, name: string): unknown => {
    const value = ownValue(row, name) ?? null
    return isJson(name) && value !== null ? JSON.stringify(value) : value
  }
  const tuples = rows.map((row) => sql`(${sql.join(names.map((name) => literal(row, name)))})`)
  const alias = sql`v(${sql.join(names.map((name) => sql.id(name)))})`
  const values: Expression<any> = sql`(values ${sql.join(tuples)})`
  return compileDatabase.selectFrom(sql`${values}`.as(alias) as never).select(
    names.map((name) => {
      const value = columnOf('v', name)
      return (isJson(name) ? canonical('parse_json', [value]) : canonical('cast', [value], columns[name]!.type)).as(
        name,
      )
    }),
  )
}
