import { expect, it } from 'vitest'
import { Lineage } from '../../src/core/lineage/lineage.js'
import { projectLineage } from '../../src/core/lineage/project-lineage.js'
import { buildProject } from '../../src/core/project/build-project.js'
import { randomProject, SOURCE_COLUMNS, SOURCE_NAMES } from '../core/lineage/random-project.js'
import { Random } from '../oracles/random.js'
import fc from '../seeded-fast-check.js'
import type { MemoryProject } from './memory-project.js'
import { couldRun, createSources, randomLiteral, rowsOf, sorted } from './random-sources.js'

/** How often which answer was given: that nothing changed must not be because nothing can. */
const counts = { independent: 0, dependent: 0, changed: 0, broken: 0 }

it('names every column that a value or a row depends on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      if (!(await couldRun((project) => changeColumns(project, seed)))) counts.broken++
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
  await createSources(memory, random, ROWS)
  await memory.build(definitions)
  const models = lineage.nodes.filter(({ uniqueId }) => isView(project, uniqueId))
  const names = models.map(({ name }) => name)
  const before = await rowsOf(memory, names)
  for (const name of SOURCE_NAMES)
    for (const { name: column, type } of SOURCE_COLUMNS) {
      const reach = lineage.reach({ node: `source.p.raw.${name}`, column })
      await memory.rows(
        `create table raw.kept as select * from raw.${name}`,
        ...Array.from({ length: 3 }, () => {
          const value = randomLiteral(type, random)
          return `update raw.${name} set ${column} = ${value} where line = ${random.below(ROWS)}`
        }),
      )
      const after = await rowsOf(memory, names)
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

function isView(project: ReturnType<typeof buildProject>['project'], uniqueId: string): boolean {
  const node = project.nodes.find((each) => each.uniqueId === uniqueId)
  return node?.resourceType === 'model' && node.materialized === 'view'
}
