import { KerrosError } from '../../../core/errors/index.js'
import { quotedNames } from '../../../core/errors/wording.js'
import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { foldBack } from '../text/fold-back.js'
import { columnDecoder, type SnowflakeColumn, type SnowflakeValueOptions } from '../values/snowflake-values.js'
import type { RawRow } from './read-rows.js'
import type { SnowflakeResultColumn } from './snowflake-result.js'

/** Turns the rows of one result into objects. */
export interface RowDecoder {
  readonly columns: readonly SnowflakeResultColumn[]
  decode(row: RawRow): Record<string, unknown>
}

/** The fields' names by the columns' names, for those that shall not simply be folded back to lower case. */
export interface RowFieldNames {
  get(column: string): string | undefined
}

/**
 * Picks a name and a decoder for each column of a result.
 *
 * @param duplicateColumns Default: `error`.
 * @throws KerrosError `E_DUPLICATE_COLUMN` when two columns have one name, since an object would drop one of them.
 */
export function createRowDecoder(
  found: readonly SnowflakeColumn[],
  values: SnowflakeValueOptions | undefined,
  fieldNames: RowFieldNames | undefined,
  duplicateColumns: DuplicateColumns = 'error',
): RowDecoder {
  const columns = found.map((column) => resultColumn(column, fieldNames))
  if (duplicateColumns === 'error') refuseDuplicates(columns.map(({ name }) => name))
  const decoders = found.map((column) => columnDecoder(column, values))
  const width = columns.length
  return {
    columns,
    decode: (raw) => {
      const row: Record<string, unknown> = {}
      for (let i = 0; i < width; i++) setField(row, columns[i]!.name, decoders[i]!(raw[i]!))
      return row
    },
  }
}

function resultColumn(column: SnowflakeColumn, fieldNames: RowFieldNames | undefined): SnowflakeResultColumn {
  const snowflakeName = column.getName()
  return {
    name: fieldNames?.get(snowflakeName) ?? foldBack(snowflakeName),
    snowflakeName,
    type: column.getType(),
    precision: column.getPrecision() ?? null,
    scale: column.getScale() ?? null,
    nullable: column.isNullable(),
  }
}

/** Sets a field of a row, also when its name is `__proto__`, which plain assignment would take for the prototype. */
function setField(row: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true })
  else row[name] = value
}

function refuseDuplicates(names: readonly string[]): void {
  const seen = new Set<string>()
  const duplicates = new Set(names.filter((name) => seen.has(name) || !seen.add(name)))
  if (duplicates.size === 0) return
  throw new KerrosError(
    'E_DUPLICATE_COLUMN',
    `the query returns several columns of one name: ${quotedNames([...duplicates])}`,
    { hint: 'Give each column a name of its own with `as`.' },
  )
}
