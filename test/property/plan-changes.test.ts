import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import type { OperationNode } from 'kysely'
import { expect, it } from 'vitest'
import { isBuildable } from '../../src/core/project/nodes/node.js'
import { type NodeChange, projectChanges } from '../../src/core/state/changes.js'
import { openedForms } from '../../src/runtime/changes/opened-forms.js'
import { lineageOf } from '../../src/runtime/lineage/lineage.js'
import { openProject } from '../../src/runtime/open/open-project.js'
import { randomProject, SOURCE_COLUMNS, SOURCE_NAMES } from '../core/lineage/random-project.js'
import { Random } from '../oracles/random.js'
import fc from '../seeded-fast-check.js'
import { changedTree } from './changed-tree.js'
import { inMemory, literal, type MemoryProject } from './memory-project.js'

const SIZE = 10
const ROWS = 9
const TEXTS = ['a', 'b|a', 'c', 'a|c|b', '', null]
const NUMBERS = [0, 1, 2, 3, 4, null]

/** How often each was seen, of the columns of all relations. */
const counts = { edits: 0, refused: 0, broken: 0, unnamed: 0, named: 0, different: 0 }

type Definitions = { readonly [name: string]: unknown }
type Rows = readonly { readonly [column: string]: unknown }[]

it('names every relation and column that an edit gives other rows or values', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      await inMemory((memory) => editModels(memory, seed)).catch((error: Error) => {
        // DuckDB 1.5 trips over some correlated subqueries.
        if (!error.message.startsWith('INTERNAL Error')) throw error
        counts.broken++
      })
    }),
    { numRuns: Number(process.env['PLAN_RUNS'] ?? 40), endOnFailure: true },
  )
  expect(counts.edits).toBeGreaterThan(120)
  // Most columns of most projects stay as they are, and what is named is often different: a plan that names all would not be told.
  expect(counts.unnamed).toBeGreaterThan(counts.named)
  expect(counts.different / counts.named).toBeGreaterThan(0.25)
}, 480_000)

/** Builds a random project, edits one model after the other, and looks which columns of which relations are different. */
async function editModels(memory: MemoryProject, seed: number): Promise<void> {
  const definitions = randomProject(seed, SIZE)
  const random = new Random(seed)
  // On a busy machine, DuckDB 1.5 on several threads returns other rows of one and the same view now and then: of a recursive query with a
  // subquery in its step, in 12 of 1,780 reads. On one thread in none of 2,764.
  await memory.rows(
    'set threads = 1',
    'create schema raw',
    ...SOURCE_NAMES.flatMap((name) => tableStatements(name, random)),
  )
  await memory.build(definitions)
  const before = await opened(definitions)
  const forms = await openedForms(before)
  const views = before.project.nodes.flatMap((node) =>
    isBuildable(node) && node.definition.materialization.relationType !== undefined ? [node.name] : [],
  )
  const rows = await rowsOf(memory, views)
  for (let i = 0; i < 6; i++) {
    const edited = `m${random.below(SIZE)}`
    const trees = new Map<string, OperationNode>()
    const change = (name: string, query: any): any => {
      if (name !== edited) return query
      const written: OperationNode = query.toOperationNode()
      // A changed recursion may never end.
      if (JSON.stringify(written).includes('"recursive":true')) return query
      if (!trees.has(name)) trees.set(name, changedTree(written, random))
      return { toOperationNode: () => trees.get(name)! }
    }
    const now = randomProject(seed, SIZE, change)
    const built = await memory.build(now).catch((error: Error) => {
      if (error.message.startsWith('INTERNAL Error')) throw error
    })
    const after = built && (await rowsOf(memory, views).catch(() => undefined))
    const project = after && (await opened(now).catch(() => undefined))
    if (!project) {
      counts.refused++
      continue
    }
    counts.edits++
    const changes = projectChanges(forms, await openedForms(project), lineageOf(project)).nodes
    for (const name of views) {
      const change = changes.find((found) => found.name === name)
      const kept = unnamedColumns(change, rows.get(name)!, after.get(name)!)
      if (!kept) continue
      const what = `seed ${seed}: ${name} after an edit of ${edited}`
      expect(sorted(after.get(name)!, kept), what).toBe(sorted(rows.get(name)!, kept))
    }
  }
  await memory.build(definitions)
}

function opened(definitions: Definitions) {
  const targets = { dev: duckdb({ path: ':memory:' }) }
  return openProject({ project: defineProject({ name: 'p', models: [definitions as never], targets }) })
}

/** The columns that have to be the same, in rows that are; `undefined` where the plan says that the rows are others. */
function unnamedColumns(change: NodeChange | undefined, before: Rows, after: Rows): readonly string[] | undefined {
  const columns = Object.keys(before[0] ?? after[0] ?? {})
  const named = new Set([
    ...(change?.columns ?? []).map(({ column }) => column),
    ...(change?.followed.columns.keys() ?? []),
  ])
  const hasOtherRows = change !== undefined && (change.clauses.length > 0 || change.followed.rows.length > 0)
  const others = hasOtherRows ? [] : columns.filter((column) => !named.has(column))
  counts.unnamed += others.length
  counts.named += columns.length - others.length
  for (const column of columns)
    if (!others.includes(column) && sorted(before, [column]) !== sorted(after, [column])) counts.different++
  return hasOtherRows ? undefined : others
}

async function rowsOf(memory: MemoryProject, names: readonly string[]): Promise<Map<string, Rows>> {
  const found = new Map<string, Rows>()
  for (const name of names) found.set(name, await memory.rows(`select * from main.${name}`))
  return found
}

/** The values of some columns in all rows, whatever their order. */
function sorted(rows: Rows, columns: readonly string[]): string {
  return rows
    .map((row) => JSON.stringify(columns.map((column) => String(row[column]))))
    .sort()
    .join('\n')
}

function tableStatements(name: string, random: Random): readonly string[] {
  const rows = Array.from({ length: ROWS }, () => {
    const values = SOURCE_COLUMNS.map(({ type }) =>
      literal(random.one<string | number | null>(type === 'int' ? NUMBERS : TEXTS)),
    )
    return `(${values.join(', ')})`
  })
  const columns = SOURCE_COLUMNS.map(({ name: column, type }) => `${column} ${type === 'int' ? 'integer' : 'varchar'}`)
  return [`create table raw.${name} (${columns.join(', ')})`, `insert into raw.${name} values ${rows.join(', ')}`]
}
