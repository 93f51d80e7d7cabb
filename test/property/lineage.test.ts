import { expect, it } from 'vitest'
import { Lineage } from '../../src/core/lineage/lineage.js'
import { projectLineage } from '../../src/core/lineage/project-lineage.js'
import { buildProject } from '../../src/core/project/build-project.js'
import { randomProject, SOURCE_COLUMNS, SOURCE_NAMES } from '../core/lineage/random-project.js'
import { Random } from '../oracles/random.js'
import fc from '../seeded-fast-check.js'
import { inMemory, literal, type MemoryProject } from './memory-project.js'

const TEXTS = ['a', 'b|a', 'c', 'a|c|b', '', null]
const NUMBERS = [0, 1, 2, 3, 4, null]

/** How often which answer was given: that nothing changed must not be because nothing can. */
const counts = { independent: 0, dependent: 0, changed: 0, broken: 0 }

it('names every column that a value or a row depends on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      await inMemory((project) => changeColumns(project, seed)).catch((error: Error) => {
        // DuckDB 1.5 trips over some correlated subqueries.
        if (!error.message.startsWith('INTERNAL Error')) throw error
        counts.broken++
      })
    }),
    { numRuns: Number(process.env['LINEAGE_RUNS'] ?? 20), endOnFailure: true },
  )
  expect(counts.independent).toBeGreaterThan(1_000)
  expect(counts.broken).toBeLessThan(5)
  // What is said to depend does so often enough: a lineage that names every column would not be told by the above.
  expect(counts.changed / counts.dependent).toBeGreaterThan(0.3)
}, 180_000)

/** Builds a random project, changes one column of a source after the other, and looks which columns of models change. */
async function changeColumns(memory: MemoryProject, seed: number): Promise<void> {
  const definitions = randomProject(seed, 8)
  const { project, diagnostics } = buildProject('p', [{ file: 'a.ts', exports: definitions }])
  expect(diagnostics).toEqual([])
  const lineage = new Lineage(projectLineage(project).nodes)
  const random = new Random(seed)
  await memory.rows('create schema raw', ...SOURCE_NAMES.flatMap((name) => tableStatements(name, random)))
  await memory.build(definitions)
  const models = lineage.nodes.filter(({ uniqueId }) => isView(project, uniqueId))
  const before = await rowsOf(memory, models)
  for (const name of SOURCE_NAMES)
    for (const { name: column, type } of SOURCE_COLUMNS) {
      const reach = lineage.reach({ node: `source.p.raw.${name}`, column })
      await memory.rows(
        `create table raw.kept as select * from raw.${name}`,
        ...Array.from({ length: 3 }, () => {
          const value = literal(random.one<string | number | null>(type === 'int' ? NUMBERS : TEXTS))
          return `update raw.${name} set ${column} = ${value} where line = ${random.below(ROWS)}`
        }),
      )
      const after = await rowsOf(memory, models)
      await memory.rows(`delete from raw.${name}`, `insert into raw.${name} from raw.kept`, 'drop table raw.kept')
      for (const model of models) {
        const depend = new Set(
          reach.rows.has(model.uniqueId) ? model.columns.map((each) => each.name) : reach.columns.get(model.uniqueId),
        )
        const others = model.columns.map((each) => each.name).filter((each) => !depend.has(each))
        counts.independent += others.length
        counts.dependent += depend.size
        for (const each of depend)
          if (sorted(before.get(model.name)!, [each]) !== sorted(after.get(model.name)!, [each])) counts.changed++
        if (reach.rows.has(model.uniqueId)) continue
        expect(sorted(after.get(model.name)!, others), `seed ${seed}: ${name}.${column} changes ${model.name}`).toBe(
          sorted(before.get(model.name)!, others),
        )
      }
    }
}

const ROWS = 7

function tableStatements(name: string, random: Random): readonly string[] {
  const rows = Array.from({ length: ROWS }, (_, line) => {
    const values = SOURCE_COLUMNS.map(({ type }) =>
      literal(random.one<string | number | null>(type === 'int' ? NUMBERS : TEXTS)),
    )
    return `(${[...values, line].join(', ')})`
  })
  const columns = SOURCE_COLUMNS.map(({ name: column, type }) => `${column} ${type === 'int' ? 'integer' : 'varchar'}`)
  return [
    `create table raw.${name} (${columns.join(', ')}, line integer)`,
    `insert into raw.${name} values ${rows.join(', ')}`,
  ]
}

function isView(project: ReturnType<typeof buildProject>['project'], uniqueId: string): boolean {
  const node = project.nodes.find((each) => each.uniqueId === uniqueId)
  return node?.resourceType === 'model' && node.materialized === 'view'
}

type Rows = readonly { readonly [column: string]: unknown }[]

async function rowsOf(memory: MemoryProject, models: readonly { readonly name: string }[]): Promise<Map<string, Rows>> {
  const found = new Map<string, Rows>()
  for (const { name } of models) found.set(name, await memory.rows(`select * from main.${name}`))
  return found
}

/** The values of some columns in all rows, whatever their order. */
function sorted(rows: Rows, columns: readonly string[]): string {
  return rows
    .map((row) => JSON.stringify(columns.map((column) => String(row[column]))))
    .sort()
    .join('\n')
}
