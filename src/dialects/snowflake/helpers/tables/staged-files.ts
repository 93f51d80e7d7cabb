import { IdentifierNode, type OperationNode } from 'kysely'
import type { TableFunction } from '../../../../core/functions/table-functions.js'
import { constant } from '../../../../core/nodes/immediate.js'
import { snowflakeLiterals } from '../../text/snowflake-literals.js'
import { snowflakeCall } from '../expressions/snowflake-call.js'

/** Which files of a stage are read, and how. */
export interface StagedFilesOptions {
  /** A file or a prefix, below the stage's own place. */
  readonly path?: string
  /** The name of a file format. */
  readonly fileFormat?: string
  /** A regular expression over whole paths. */
  readonly pattern?: string
}

/** The columns of staged files that have names; {@link stageColumn} reads the others. */
export interface StagedFileRow {
  /** The file's path in the stage. */
  metadata$filename: string
  /** Counts from 1. */
  metadata$file_row_number: number
  /** A checksum of the file's content. */
  metadata$file_content_key: string
  /** When the file was last written. */
  metadata$file_last_modified: Date
  /** When Snowflake began to read the row's file. */
  metadata$start_scan_time: Date
}

/**
 * Files in a named stage, as something to select from.
 *
 * ```ts
 * db.selectFrom(stagedFiles('raw.landing', { path: 'movies/' }).as('s')).select(stageColumn(1).as('movie_id'))
 * ```
 * The generated SQL: `select $1 as "MOVIE_ID" from '@"RAW"."LANDING"/movies/' as "S"`. Names and paths may have any
 * characters.
 *
 * @param name One to three parts separated by points.
 * @see https://docs.snowflake.com/en/user-guide/querying-stage
 */
export function stagedFiles(name: string, options: StagedFilesOptions = {}): TableFunction<StagedFileRow> {
  const { path = '', fileFormat, pattern } = options
  const parts = name.split('.').map((part): OperationNode => IdentifierNode.create(inText(part.trim())))
  const fragments = ["'@", ...parts.slice(1).map(() => '.')]
  const place = path === '' ? "'" : `/${inText(path.replace(/^\/+/, ''))}'`
  const given = Object.entries({ file_format: fileFormat, pattern }).filter(([, value]) => value !== undefined)
  const words = given.map(([word], i) => `${i === 0 ? `${place} (` : ', '}${word} => `)
  const nodes = [...parts, ...given.map(([, value]) => constant(value))]
  return snowflakeCall('staged_files', [...fragments, ...words, given.length > 0 ? ')' : place], nodes)
}

/** A part of a string: the stage's names are in quotes within it. */
function inText(part: string): string {
  return snowflakeLiterals.escapeText(part)
}
