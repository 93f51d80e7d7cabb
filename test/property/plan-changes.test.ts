import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import type { OperationNode } from 'kysely'
import { expect, it } from 'vitest'
import { isBuildable } from '../../src/core/project/nodes/node.js'
import { type NodeChange, projectChanges } from '../../src/core/state/changes.js'
import { openedForms } from '../../src/runtime/forms/opened-forms.js'
import { lineageOf } from '../../src/runtime/lineage/lineage.js'
import { openProject } from '../../src/runtime/open/open-project.js'
import { randomProject } from '../core/lineage/random-project.js'
import { Random } from '../oracles/random.js'
import fc from '../seeded-fast-check.js'
import { changedTree } from './changed-tree.js'
import type { MemoryProject } from './memory-project.js'
import { couldRun, createSources, type Rows, rowsOf, sorted } from './random-sources.js'

const SIZE = 10
const ROWS = 9

/** How often each was seen, of the columns of all relations. */
const counts = { edits: 0, refused: 0, broken: 0, unnamed: 0, named: 0, different: 0 }

type Definitions = { readonly [name: string]: unknown }

it('names every relation and column that an edit gives other rows or values', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      if (!(await couldRun((memory) => editModels(memory, seed)))) counts.broken++
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
  await createSources(memory, random, ROWS)
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
