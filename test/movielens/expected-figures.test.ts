import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { buildMovieLens, complaints, createMovieLensProject } from './movielens-project.js'
import { loadRawTables } from './raw-tables.js'

interface ColumnFigures {
  readonly not_null: number
  readonly distinct: number
  readonly sum?: number
  readonly min: string
  readonly max: string
}

interface ModelFigures {
  readonly layer: string
  readonly rows: number
  readonly columns: { readonly [column: string]: ColumnFigures }
}

/** A folder with `movielens/*.csv` and `expected.json`. MovieLens' license keeps the data out of the repository. */
const data = process.env['KERROS_MOVIELENS_DATA'] ?? ''
const file = path.join(data, 'expected.json')
const isThere = data !== '' && existsSync(file)
const expected: { readonly [model: string]: ModelFigures } = isThere ? JSON.parse(readFileSync(file, 'utf8')) : {}
const NOT_COMPARED = new Set(['loaded_at', 'last_loaded_at', '_loaded_at', '_file'])

describe.skipIf(!isThere)('MovieLens as GroupLens published it (set KERROS_MOVIELENS_DATA)', () => {
  let project: ScratchProject

  beforeAll(async () => {
    project = await createMovieLensProject()
    await project.execute(...loadRawTables(path.join(data, 'movielens')))
    expect(complaints(await buildMovieLens(project))).toEqual([])
  }, 300_000)

  afterAll(async () => project?.remove())

  test.each(Object.entries(expected))('%s has the expected figures', async (model, { layer, rows, columns }) => {
    const relation = layer === 'raw' ? `raw.${model}` : model
    const [count] = await project.rows(`select count(*)::int as n from ${relation}`)
    expect(count!['n']).toBe(rows)
    const described = await project.rows(`describe ${relation}`)
    const names = described.map((column) => String(column['column_name'])).filter((name) => !NOT_COMPARED.has(name))
    expect(names.toSorted()).toEqual(Object.keys(columns).toSorted())
    const found: { [column: string]: ColumnFigures } = {}
    for (const [column, figures] of Object.entries(columns)) {
      const [row] = await project.rows(`
        select count("${column}")::int as not_null, count(distinct "${column}")::int as "distinct",
        ${'sum' in figures ? `round(sum("${column}"::double), 2) as sum,` : ''}
        min("${column}")::varchar as min, max("${column}")::varchar as max from ${relation}`)
      found[column] = row as unknown as ColumnFigures
    }
    expect(found).toEqual(columns)
  })
})
