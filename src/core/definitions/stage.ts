import { KerrosError } from '../errors/index.js'
import { brand } from './options/brand.js'
import { checkOptionNames, kindOf, type OptionNames } from './options/values/option-checks.js'

/** A place from which an engine in the cloud reads files. */
export interface Stage {
  readonly kind: 'stage'
  /** The name of the stage in the warehouse. */
  readonly name: string
  /** The folder in the store, with `/` at its end; `undefined` for a stage inside of the engine. */
  readonly url: string | undefined
  /** The storage integration with which Snowflake reads the bucket, if there is one. */
  readonly storageIntegration: string | undefined
  /** The database of the stage; `undefined` for that of the table that is loaded. */
  readonly database: string | undefined
  /** The schema of the stage; `undefined` for that of the table that is loaded. */
  readonly schema: string | undefined
}

/** What else a {@link stage} says. */
export interface StageOptions {
  /**
   * The folder in S3, as in `s3://bucket/movielens/`. Without it the stage is inside of the engine, and `kerros load` puts
   * the files there: no bucket is needed.
   */
  readonly url?: string | undefined
  /**
   * The storage integration with which Snowflake reads the bucket. Without it, `kerros load` gives Snowflake the AWS
   * credentials of its own environment for as long as the load lasts; they are kept nowhere.
   *
   * @see https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration
   */
  readonly storageIntegration?: string | undefined
  /** The database of the stage. Default: that of the table that is loaded. */
  readonly database?: string | undefined
  /** The schema of the stage. Default: that of the table that is loaded. */
  readonly schema?: string | undefined
}

const OPTIONS: OptionNames<StageOptions> = { url: true, storageIntegration: true, database: true, schema: true }

/**
 * Says where the files of sources are put for an engine that cannot read this machine's. Engines that can, such as DuckDB,
 * leave it out of account.
 *
 * ```ts
 * const movielens_files = stage('movielens_files', { url: 's3://my-bucket/movielens/', storageIntegration: 'S3_MOVIELENS' })
 * export const raw = source('raw', { … }, { stage: movielens_files, load: { raw_movies: { files: ['movies.csv'] } } })
 * ```
 *
 * The generated SQL (Snowflake), when there is no such stage yet, or one with another address:
 *
 * ```sql
 * create or replace stage "MOVIELENS"."RAW"."MOVIELENS_FILES" url = 's3://my-bucket/movielens/' storage_integration = "S3_MOVIELENS"
 * ```
 *
 * @param name The stage's name in the warehouse.
 * @throws KerrosError `E_INVALID_DEFINITION` for a missing name, and for an option that does not exist or is not a
 *   string.
 */
export function stage(name: string, options: StageOptions = {}): Stage {
  checkShape(name, options)
  const { url, storageIntegration, database, schema } = options
  return brand<Stage>({ kind: 'stage', name, url: withSlash(url), storageIntegration, database, schema })
}

/** What tsc would have refused: a stage is not an exported definition, so its errors are thrown immediately. */
function checkShape(name: unknown, options: unknown): void {
  const refuse = (what: string, hint: string | undefined): never => {
    throw new KerrosError('E_INVALID_DEFINITION', `stage(…): ${what}`, { hint })
  }
  if (typeof name !== 'string' || name === '')
    refuse(`its name is ${kindOf(name)}`, "Give it a name: stage('files', { url: 's3://bucket/' }).")
  const [diagnostic] = checkOptionNames(options, OPTIONS)
  if (diagnostic) refuse(diagnostic.message, diagnostic.hint)
  for (const [option, value] of Object.entries(options as object))
    if (value !== undefined && typeof value !== 'string')
      refuse(`the option "${option}" is ${kindOf(value)}, not a string`, `Give a string, or leave "${option}" out.`)
}

/** A stage joins its address and a file's name without anything between them. */
function withSlash(url: string | undefined): string | undefined {
  return url === undefined || url === '' ? undefined : url.replace(/\/*$/, '/')
}
