import { duckdb } from 'kerros/duckdb'
import type { OperationNode } from 'kysely'
import { expect, it } from 'vitest'
import { queryNode } from '../../src/core/compile/query-node.js'
import { buildProject } from '../../src/core/project/build-project.js'
import { isBuildable } from '../../src/core/project/nodes/node.js'
import type { FormInput } from '../../src/core/state/form/form-input.js'
import { type QueryForm, queryForm } from '../../src/core/state/form/query-form.js'
import { resolveVariables } from '../../src/runtime/open/resolve-variables.js'
import { targetProject } from '../../src/runtime/open/targeted-project.js'
import { randomProject } from '../core/lineage/random-project.js'
import { Random } from '../oracles/random.js'
import fc from '../seeded-fast-check.js'
import { changedTree, filteredTrees, rewrittenTree } from './changed-tree.js'
import type { MemoryProject } from './memory-project.js'
import { couldRun, createSources, type Rows, sorted } from './random-sources.js'

const ROWS = 9

/** How often each was seen: a form that is never the same, or never another, would not be told by the test. */
const counts = {
  same: 0,
  other: 0,
  otherRows: 0,
  rewritten: 0,
  asWritten: 0,
  refused: 0,
  broken: 0,
  filtered: 0,
  filteredOther: 0,
}

it('gives two queries one form only when they return the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      if (!(await couldRun((memory) => compareForms(memory, seed)))) counts.broken++
    }),
    { numRuns: Number(process.env['FORM_RUNS'] ?? 25), endOnFailure: true },
  )
  expect(counts.otherRows / counts.other).toBeGreaterThan(0.4)
  expect(counts.same).toBeGreaterThan(100)
  // Optional tables.
  expect(counts.filteredOther).toBeGreaterThan(5)
  expect(counts.broken / counts.rewritten).toBeLessThan(0.05)
}, 900_000)

async function compareForms(memory: MemoryProject, seed: number): Promise<void> {
  const definitions = randomProject(seed, 8)
  const { project, diagnostics } = buildProject('p', [{ file: 'a.ts', exports: definitions }])
  expect(diagnostics).toEqual([])
  const random = new Random(seed)
  await createSources(memory, random, ROWS)
  await memory.build(definitions)
  const target = duckdb({ path: ':memory:', schema: 'main' })
  const { compiler } = targetProject(
    project,
    { targetName: 'dev', target: { ...target, database: 'memory' } as never },
    undefined,
    resolveVariables({}),
  )
  const input = (definition: any): FormInput =>
    definition.kind === 'model' && definition.materialization.relationType === undefined
      ? {
          kind: 'query',
          key: definition,
          node: () => queryNode({ name: 'e', query: definition.query }, { isIncremental: false }),
          inputs: (name) => definition.inputs[name] && input(definition.inputs[name]),
        }
      : {
          kind: 'relation',
          id: project.nodeOf.get(definition)!.uniqueId,
          columns: () => compiler.columnsOf(definition)?.map(({ name }) => name),
        }
  for (const node of project.nodes) {
    if (!isBuildable(node) || node.definition.kind === 'seed') continue
    const { query } = node.definition
    const inputs = node.definition.inputs as { readonly [name: string]: any }
    const formOf = (tree: OperationNode): QueryForm =>
      queryForm(tree, (name) => (Object.hasOwn(inputs, name) ? input(inputs[name]) : undefined), {
        variable: (_name, byDefault) => byDefault,
        digest: (text) => text,
      })
    const rowsOf = async (tree: OperationNode): Promise<Rows> => {
      const compiled = compiler.compile({
        name: node.name,
        inputs,
        query: (() => ({ toOperationNode: () => tree })) as never,
      })
      return memory.rows(target.dialect.compile(compiled.node))
    }
    const written = queryNode({ name: node.name, query }, { isIncremental: false })
    const form = formOf(written)
    const rows = await rowsOf(written)
    if (form.asWritten !== undefined) counts.asWritten++
    // A changed recursion may never end.
    const isEndless = JSON.stringify(written).includes('"recursive":true')
    for (let i = 0; i < (isEndless ? 0 : 12); i++) {
      const changed = changedTree(written, random)
      const other = await rowsOf(changed).catch(() => undefined)
      if (!other) counts.refused++
      else compare(form, formOf(changed), rows, other, `seed ${seed}: ${node.name}`)
    }
    for (let i = 0; i < 4; i++) {
      const names = (table: string): readonly string[] =>
        Object.hasOwn(inputs, table) ? (compiler.columnsOf(inputs[table]) ?? []).map(({ name }) => name) : []
      const pair = filteredTrees(written, random, names)
      if (!pair) continue
      const [inside, outside] = await Promise.all(pair.map(rowsOf))
      const [one, other] = pair.map(formOf)
      const isSame = sorted(inside!, [...one!.columns.keys()]) === sorted(outside!, [...one!.columns.keys()])
      counts[isSame ? 'filtered' : 'filteredOther']++
      compare(one!, other!, inside!, outside!, `seed ${seed}: ${node.name}, filtered`)
    }
    for (let i = 0; i < 3; i++) {
      const again = rewrittenTree(written, random)
      const other = await rowsOf(again)
      const same = formOf(again)
      compare(form, same, rows, other, `seed ${seed}: ${node.name}, rewritten`)
      if (form.asWritten === undefined)
        expect([same.asWritten, same.rows, ...same.columns], `seed ${seed}: ${node.name}, rewritten`).toEqual([
          undefined,
          form.rows,
          ...form.columns,
        ])
      counts.rewritten++
    }
  }
}

/** Where the rows have one form, columns of one form have the same values in them. */
function compare(one: QueryForm, other: QueryForm, rows: Rows, otherRows: Rows, what: string): void {
  const same = [...one.columns].filter(([name, form]) => other.columns.get(name) === form).map(([name]) => name)
  const isWhole = one.rows === other.rows && same.length === one.columns.size && same.length === other.columns.size
  if (isWhole) counts.same++
  else {
    counts.other++
    if (sorted(rows, [...one.columns.keys()]) !== sorted(otherRows, [...one.columns.keys()])) counts.otherRows++
  }
  if (one.rows !== other.rows) return
  expect(sorted(otherRows, same), what).toBe(sorted(rows, same))
}
