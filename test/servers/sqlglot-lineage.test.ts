import * as movielens from 'kerros/movielens'
import { compileSql } from 'kerros/testing'
import { describe, expect, it } from 'vitest'
import type { NodeLineage } from '../../src/core/lineage/node-lineage.js'
import { projectLineage } from '../../src/core/lineage/project-lineage.js'
import { buildProject } from '../../src/core/project/build-project.js'
import { randomProject } from '../core/lineage/random-project.js'
import { snowflakeServer } from './snowflake-server.js'
import { sqlglotLineage } from './sqlglot-lineage.js'

const { skipReason } = await snowflakeServer()

type Definitions = { readonly [name: string]: unknown }

/** Why sqlglot may say something else of a column; undefined where there is no reason. */
type Reason = 'lateral subquery' | 'intersect or except' | 'conditions of a subquery' | undefined

/** How often both say the same of a column, and for which reasons they do not. */
interface Comparison {
  readonly columns: number
  readonly same: number
  readonly reasons: { readonly [reason: string]: number }
  /** Columns without a reason, as `model.column: kerros …; sqlglot …`. */
  readonly unexplained: readonly string[]
}

async function compare(definitions: Definitions): Promise<Comparison> {
  const { project } = buildProject('p', [{ file: 'a.ts', exports: definitions }])
  const { nodes, diagnostics } = projectLineage(project)
  expect(diagnostics).toEqual([])
  const byId = new Map(nodes.map((node) => [node.uniqueId, node]))
  const inlined = new Set(
    project.nodes
      .filter((node) => 'materialized' in node && node.materialized === 'ephemeral')
      .map(({ uniqueId }) => uniqueId),
  )
  const queried = nodes.filter(
    ({ resourceType, uniqueId }) => ['model', 'analysis'].includes(resourceType) && !inlined.has(uniqueId),
  )
  const schema: { [schema: string]: { [table: string]: { [column: string]: string } } } = { raw: {}, main: {} }
  for (const node of nodes.filter(({ columns: all }) => all.length > 0)) {
    const [place, name] = node.resourceType === 'source' ? node.name.split('.') : ['main', node.name]
    schema[place!]![name!] = Object.fromEntries(node.columns.map((column) => [column.name, 'varchar']))
  }
  const queries = Object.fromEntries(
    queried.map(({ name }) => [
      name,
      compileSql(definitions[name] as never, { dialect: 'duckdb', names: definitions as never }),
    ]),
  )
  const answers = await sqlglotLineage({ dialect: 'duckdb', schema, queries })
  const unexplained: string[] = []
  const reasons: { [reason: string]: number } = {}
  let same = 0
  for (const node of queried) {
    const answer = answers[node.name] as { readonly [column: string]: readonly string[] }
    const sql = queries[node.name]!
    for (const { name } of node.columns) {
      const said = {
        values: originsOf(node, name, false),
        all: originsOf(node, name, true),
        theirs: new Set(answer[name]),
      }
      if (isWithin(said.all, said.theirs) && isWithin(said.theirs, said.all)) {
        same++
        continue
      }
      const reason = reasonOf(sql, said)
      if (reason) reasons[reason] = (reasons[reason] ?? 0) + 1
      else
        unexplained.push(
          `${node.name}.${name}: kerros ${[...said.all].join(' ')}; sqlglot ${[...said.theirs].join(' ')}\n${sql}`,
        )
    }
  }
  const columns = queried.reduce((sum, node) => sum + node.columns.length, 0)
  return { columns, same, reasons, unexplained }

  /** What a column is made of, with what decides its value or without; ephemerals are looked through. */
  function originsOf(node: NodeLineage, name: string, withDeciders: boolean): ReadonlySet<string> {
    const column = node.columns.find((each) => each.name === name)
    const origins = [...(column?.values ?? []), ...(withDeciders ? (column?.deciders ?? []) : [])]
    return new Set(
      origins.flatMap((origin) => {
        const read = byId.get(origin.node)!
        if (inlined.has(origin.node)) return [...originsOf(read, origin.column, withDeciders)]
        return [`${read.name.split('.').at(-1)}.${origin.column}`.toLowerCase()]
      }),
    )
  }
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((one) => all.has(one))
}

function reasonOf(
  sql: string,
  { values, all, theirs }: { readonly [set in 'values' | 'all' | 'theirs']: ReadonlySet<string> },
): Reason {
  // sqlglot follows the column that a lateral subquery is compared with, not the one that it selects.
  if (/ lateral \(select (?!unnest)/.test(sql)) return 'lateral subquery'
  // For sqlglot the rows that are compared with are part of the values.
  if (/ (intersect|except) /.test(sql) && isWithin(values, theirs)) return 'intersect or except'
  // sqlglot leaves out what decides the rows of a subquery in an expression.
  if (/\(select /.test(sql) && isWithin(theirs, all) && isWithin(values, theirs)) return 'conditions of a subquery'
  return undefined
}

describe.skipIf(skipReason)('sqlglot and kerros', () => {
  it('say the same of each column of the reference project', async () => {
    const { columns, same, reasons, unexplained } = await compare(movielens)
    expect([unexplained, reasons]).toEqual([[], {}])
    expect(columns).toBeGreaterThan(230)
    expect(same).toBe(columns)
  }, 120_000)

  it('say the same of each column of a project that is twice as large, or there is a reason', async () => {
    const { columns, same, reasons, unexplained } = await compare(randomProject(7, 200))
    expect(unexplained).toEqual([])
    expect({ columns, same, ...reasons }).toMatchInlineSnapshot(`
      {
        "columns": 478,
        "conditions of a subquery": 3,
        "intersect or except": 6,
        "lateral subquery": 41,
        "same": 428,
      }
    `)
  }, 300_000)
})
