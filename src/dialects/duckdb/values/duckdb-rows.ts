import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api'
import { KerrosError } from '../../../core/errors/index.js'
import { quotedNames } from '../../../core/errors/wording.js'
import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import type { DuckDbModule } from './duckdb-module.js'
import { decoderFor, type ValueDecoder } from './duckdb-values.js'

/** A column of a result. */
export interface DuckDbColumn {
  readonly name: string
  /** The type as DuckDB prints it, such as `DECIMAL(10,2)`. */
  readonly type: string
}

/** Turns the chunks of one result into row objects. */
export interface RowDecoder {
  readonly columns: readonly DuckDbColumn[]
  /** Appends the rows of a chunk. */
  decode(chunk: DuckDBDataChunk, rows: Record<string, unknown>[]): void
}

/**
 * Picks a decoder for each column of a result.
 *
 * @param duplicateColumns Default: `error`.
 * @throws KerrosError `E_DUPLICATE_COLUMN` when two columns have one name, since an object would drop one of them.
 */
export function createRowDecoder(
  result: DuckDBResult,
  api: DuckDbModule,
  duplicateColumns: DuplicateColumns = 'error',
): RowDecoder {
  const names = result.columnNames()
  if (duplicateColumns === 'error') refuseDuplicates(names)
  const types = result.columnTypes()
  const decoders = types.map((type) => decoderFor(type, api))
  return {
    columns: names.map((name, i) => ({ name, type: types[i]!.alias ?? String(types[i]) })),
    decode: (chunk, rows) => decodeChunk(chunk, names, decoders, rows),
  }
}

function decodeChunk(
  chunk: DuckDBDataChunk,
  names: readonly string[],
  decoders: readonly (ValueDecoder | undefined)[],
  rows: Record<string, unknown>[],
): void {
  const first = rows.length
  const count = chunk.rowCount
  for (let i = 0; i < count; i++) rows.push({})
  // Column by column: one decoder and one field name for the whole of the inner loop.
  names.forEach((name, columnIndex) => {
    const vector = chunk.getColumnVector(columnIndex)
    const decoder = decoders[columnIndex]
    for (let i = 0; i < count; i++) {
      const value: unknown = vector.getItem(i)
      setField(rows[first + i]!, name, value === null || decoder === undefined ? value : decoder(value as never))
    }
  })
}

function refuseDuplicates(names: readonly string[]): void {
  const duplicates = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
  if (duplicates.length === 0) return
  throw new KerrosError(
    'E_DUPLICATE_COLUMN',
    `the query returns several columns of one name: ${quotedNames(duplicates)}`,
    { hint: 'Give each column a name of its own with `as`.' },
  )
}

/** Sets a field of a row, also when its name is `__proto__`, which plain assignment would take for the prototype. */
function setField(row: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true })
  else row[name] = value
}
