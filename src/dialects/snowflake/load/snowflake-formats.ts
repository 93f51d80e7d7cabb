import type { FileFormat } from '../../../core/definitions/file-format.js'
import type { LoadTable } from '../../../core/ports/file-loader.js'
import type { WarehouseSession } from '../../../core/ports/warehouse.js'
import { quoteRelation } from '../text/quote-relation.js'
import { foldIdentifier, quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText } from '../text/snowflake-literals.js'
import { landingOf } from './snowflake-landings.js'

/** The options of a file format in SQL; also the comment of one that a load has made. */
export function fileFormatSql({ options }: FileFormat): string {
  return landingOf(options.type).formatOptions(options).join(' ')
}

/**
 * Whether a file format exists as it is declared; a load replaces any other. Snowflake shows the options in a form of
 * its own, so the comment decides.
 *
 * @param found Its row of SHOW FILE FORMATS.
 */
export function isFormatAsDeclared(fileFormat: FileFormat, found: { readonly comment?: unknown }): boolean {
  return found.comment === fileFormatSql(fileFormat)
}

/** Sees to the file formats of a load, each once. */
export class SnowflakeFormats {
  readonly #session: WarehouseSession
  readonly #ready = new Map<FileFormat, string>()

  constructor(session: WarehouseSession) {
    this.#session = session
  }

  /** What is in the parentheses of FILE_FORMAT for the files of a table. */
  async optionsOf({ fileFormat, relation: { database, schema } }: LoadTable): Promise<string> {
    if (!fileFormat) return landingOf('csv').formatOptions(undefined).join(' ')
    const known = this.#ready.get(fileFormat)
    if (known !== undefined) return known
    const name = quoteRelation({ database, schema, name: fileFormat.name })
    const options = fileFormatSql(fileFormat)
    const { rows } = await this.#session.execute(
      `show file formats in schema ${quoteIdentifier(database)}.${quoteIdentifier(schema)}`,
    )
    const found = rows.find((row) => row['name'] === foldIdentifier(fileFormat.name))
    if (!found || !isFormatAsDeclared(fileFormat, found))
      await this.#session.execute(`create or replace file format ${name} ${options} comment = ${quoteText(options)}`)
    const ready = `format_name = ${quoteText(name)}`
    this.#ready.set(fileFormat, ready)
    return ready
  }
}
