import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { generateMovieLens } from '../../src/cli/movielens/generate-movielens.js'
import { formatSql } from '../../src/core/format/format-sql.js'
import { duckDbSqlDialect } from '../../src/dialects/duckdb/warehouse/duckdb-sql-dialect.js'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { buildMovieLens, complaints, createMovieLensProject } from './movielens-project.js'
import { loadRawTables } from './raw-tables.js'

let project: ScratchProject

beforeAll(async () => {
  project = await createMovieLensProject()
  const csv = path.join(project.folder, 'csv')
  await generateMovieLens({ directory: csv, scale: 0.001 })
  await project.execute(...loadRawTables(csv))
}, 60_000)
afterAll(() => project?.remove())

it('the formatted query of every model of the reference project has the rows of the query', async () => {
  const { lexicalRules } = duckDbSqlDialect('movielens')
  const result = await buildMovieLens(project)
  expect(complaints(result)).toEqual([])
  const models = result.nodes.filter(({ resourceType }) => resourceType === 'model')
  const compared: string[] = []
  for (const { name, statements } of models) {
    const query = statements
      .map((sql) => /^create or replace (?:table|view) \S+ as (.*)$/s.exec(sql)?.[1])
      .find(Boolean)
    if (query === undefined) continue
    const formatted = formatSql(query, lexicalRules)
    expect(formatted).toContain('\n')
    const [{ rows, different } = {}] = await project.rows(`with a as (${query}), b as (${formatted})
      select (select count(*) from a) as rows, (select count(*) from ((from a except all from b) union all (from b except all from a))) as different`)
    expect([name, Number(different)]).toEqual([name, 0])
    if (Number(rows) > 0) compared.push(name)
  }
  expect(compared.length).toBeGreaterThan(15)
}, 120_000)
