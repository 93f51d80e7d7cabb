import { IdentifierNode, type OperationNode } from 'kysely'
import { constant } from '../../../core/compile/immediate.js'
import { KerrosError } from '../../../core/errors/index.js'
import type { TableFunction } from '../../../core/functions/table-functions.js'
import { snowflakeCall } from './snowflake-call.js'

/** Which files of a stage are read, and how. */
export interface StageOptions {
  /** A file or a prefix, below the stage's own place. */
  readonly path?: string
  /** The name of a file format. */
  readonly fileFormat?: string
  /** A regular expression over whole paths. */
  readonly pattern?: string
}

/** The columns of a stage that have names; the others: `stageColumn`. */
export interface StageRow {
  metadata$filename: string
  /** Counts from 1. */
  metadata$file_row_number: number
  metadata$file_content_key: string
  metadata$file_last_modified: Date
  metadata$start_scan_time: Date
}

const PATH = /^[\w./=+-]*$/

/**
 * Files in a named stage, as something to select from.
 *
 * ```ts
 * db.selectFrom(stage('raw.landing', { path: 'movies/' }).as('s')).select(stageColumn(1).as('movie_id'))
 * ```
 * The generated SQL: `select $1 as "MOVIE_ID" from @"RAW"."LANDING"/movies/ as "S"`.
 *
 * @param name One to three parts separated by points.
 * @throws KerrosError `E_INVALID_OPTION` for a path with other characters than letters, digits and `_ . / = + -`.
 * @see https://docs.snowflake.com/en/user-guide/querying-stage
 */
export function stage(name: string, options: StageOptions = {}): TableFunction<StageRow> {
  const { path = '', fileFormat, pattern } = options
  if (!PATH.test(path))
    throw new KerrosError('E_INVALID_OPTION', `the path "${path}" cannot be written after a stage's name`, {
      hint: 'Use letters, digits and _ . / = + - only, or choose the files with pattern.',
    })
  const parts = name.split('.').map((part): OperationNode => IdentifierNode.create(part.trim()))
  const fragments = ['@', ...parts.slice(1).map(() => '.')]
  const place = path === '' ? '' : `/${path.replace(/^\/+/, '')}`
  const given = Object.entries({ file_format: fileFormat, pattern }).filter(([, value]) => value !== undefined)
  const words = given.map(([word], i) => `${i === 0 ? `${place} (` : ', '}${word} => `)
  const nodes = [...parts, ...given.map(([, value]) => constant(value))]
  return snowflakeCall('stage', [...fragments, ...words, given.length > 0 ? ')' : place], nodes)
}
