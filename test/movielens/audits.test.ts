import path from 'node:path'
import { duckdb } from 'kerros/duckdb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateMovieLens } from '../../src/cli/movielens/generate-movielens.js'
import { isAudited } from '../../src/core/project/nodes/is-audited.js'
import { openProject } from '../../src/runtime/open/open-project.js'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { buildMovieLens, complaints, createMovieLensProject, ROOT } from './movielens-project.js'
import { loadRawTables } from './raw-tables.js'

/** The same project in two schemas, with audits and without. */
const SCHEMAS = { plain: false, audited: true } as const

let project: ScratchProject
beforeAll(async () => {
  project = await createMovieLensProject()
  const csv = path.join(project.folder, 'csv')
  await generateMovieLens({ directory: csv, scale: 0.001 })
  await project.execute(...loadRawTables(csv))
}, 120_000)
afterAll(() => project?.remove())

const built = (schema: keyof typeof SCHEMAS) => {
  const dev = duckdb({ path: path.join(project.folder, 'movielens.duckdb'), schema })
  return buildMovieLens(project, {}, { targets: { dev }, audit: SCHEMAS[schema] })
}

describe('the audited reference project', () => {
  it('audits its marts, as its configuration says, and nothing else', async () => {
    const { project: opened } = await openProject({ project: 'kerros.config.ts', cwd: ROOT })
    const models = opened.nodes.filter(({ resourceType }) => resourceType === 'model')
    const audited = models.filter(isAudited).map(({ file }) => file)
    expect(audited.length).toBeGreaterThan(10)
    expect(audited).toEqual(models.map(({ file }) => file).filter((file) => file.startsWith('src/marts/')))
  })

  it('has the rows of one without audits, build by build', async () => {
    for (const change of ['select 1', 'delete from raw.raw_ratings where "userId" % 7 = 0']) {
      await project.execute(change)
      expect(complaints(await built('plain'))).toEqual([])
      expect(complaints(await built('audited'))).toEqual([])
      const found = await project.rows(`select table_name as name from duckdb_tables() where schema_name = 'audited'`)
      const tables = found.map(({ name }) => String(name)).filter((name) => !name.endsWith('_snapshot'))
      expect(tables).toEqual(expect.arrayContaining(['fct_ratings', 'dim_movies', 'movie_analysis']))
      expect(tables.filter((name) => name.endsWith('__kerros_audit'))).toEqual([])
      const different = tables.map((name) => {
        const [a, b] = [`plain.${name}`, `audited.${name}`]
        return `select '${name}' as name, count(*)::int as n from
          ((from ${a} except all from ${b}) union all (from ${b} except all from ${a}))`
      })
      const rows = await project.rows(different.join(' union all '))
      expect(rows.filter(({ n }) => n !== 0)).toEqual([])
    }
  }, 240_000)
})
