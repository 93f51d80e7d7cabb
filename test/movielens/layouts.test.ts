import path from 'node:path'
import { defineProject, load } from 'kerros'
import * as movielens from 'kerros/movielens'
import { expect, it } from 'vitest'
import { generateMovieLens } from '../../src/cli/movielens/generate-movielens.js'
import { createMovieLensProject } from './movielens-project.js'

const TABLES = ['raw_movies', 'raw_ratings', 'raw_tags', 'raw_links', 'raw_genome_scores', 'raw_genome_tags']

/** Loads generated data and returns a fingerprint of every raw table, whatever the order of its rows. */
async function loadedTables(layout: 'grouplens' | 'kaggle'): Promise<{ readonly [table: string]: unknown }> {
  const project = await createMovieLensProject()
  try {
    const data = path.join(project.folder, 'csv')
    await generateMovieLens({ directory: data, scale: 0.001, layout })
    const config = defineProject({ name: 'scratch', models: [{ ...movielens }], targets: { dev: project.target } })
    const { tables } = await load({ project: config, cwd: project.folder, data })
    expect(tables.flatMap(({ files }) => files.flatMap(({ warnings }) => warnings))).toEqual([])
    const found: { [table: string]: unknown } = {}
    for (const table of TABLES) {
      const [row] = await project.rows(`select count(*)::int as rows, sum(hash(r::varchar))::varchar as content
        from (select * exclude (_loaded_at, _file) from raw.${table}) as r`)
      found[table] = row
    }
    return found
  } finally {
    await project.remove()
  }
}

it('both layouts end in the same raw tables', async () => {
  const grouplens = await loadedTables('grouplens')
  expect(grouplens['raw_ratings']).toMatchObject({ rows: 20_000 })
  expect(await loadedTables('kaggle')).toEqual(grouplens)
})
