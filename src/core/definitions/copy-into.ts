import { brand } from './options/brand.js'
import { type CopyIntoOptions, checkCopyInto } from './options/copy-into-options.js'
import type { LoadOptions } from './options/source-options.js'
import { objectOrEmpty } from './options/values/option-checks.js'
import type { Source } from './source.js'

/** How one source table is filled from files. */
export interface CopyInto {
  readonly kind: 'copyInto'
  /** The source table that the files fill. */
  readonly into: Source<any>
  /** The files, and how they are written. */
  readonly load: LoadOptions
}

/**
 * Says how `kerros load` fills a source table that another file, or another package, declares. It has the same effect as
 * `load`, `stage` and `fileFormat` of the source itself, and goes before them.
 *
 * ```ts
 * export const load_movies = copyInto(raw.raw_movies, { files: ['movies.csv'], stage: movielens_files })
 * ```
 *
 * The generated SQL (Snowflake): COPY INTO a table of strings, then one INSERT … SELECT with casts.
 *
 * ```sql
 * copy into "MOVIELENS"."_KERROS"."LANDING_1F2E3D4C_1" from '@"MOVIELENS"."RAW"."MOVIELENS_FILES"'
 *   files = ('movies.csv') file_format = (type = csv …) on_error = abort_statement
 * ```
 *
 * @param into The source table. Its columns `_loaded_at` and `_file` are filled by the load.
 */
export function copyInto<Row>(into: Source<Row>, options: CopyIntoOptions<Row>): CopyInto {
  const { files, stage, fileFormat, columns } = objectOrEmpty(options)
  const load = {
    files: Object.freeze(Array.isArray(files) ? [...files] : []),
    stage,
    fileFormat,
    columns: columns && Object.freeze({ ...columns }),
  }
  return brand<CopyInto>(
    { kind: 'copyInto', into, load: Object.freeze(load) as LoadOptions },
    checkCopyInto(into, options),
  )
}
