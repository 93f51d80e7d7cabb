import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { ModelFigures } from './model-figures.js'

/** MovieLens as GroupLens published it. Its license keeps the data out of the repository. */
export const DATA = process.env['KERROS_MOVIELENS_DATA'] ?? path.resolve(import.meta.dirname, '../../../shared/data')

/** Whether or not the data is on this machine. */
export const isThere = existsSync(path.join(DATA, 'expected.json'))

/** What each model of the reference project makes of the data. */
export const expected: { readonly [model: string]: ModelFigures } = isThere
  ? JSON.parse(readFileSync(path.join(DATA, 'expected.json'), 'utf8'))
  : {}
