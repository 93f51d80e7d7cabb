import type { ParquetKind } from '../../core/ports/data-file.js'
import { ThriftReader, type ThriftStruct, type ThriftValue } from './thrift-reader.js'

/** A column of a Parquet file, at the top. */
export interface ParquetColumn {
  readonly name: string
  readonly kind: ParquetKind
  /** Whether or not it is bytes of which the file does not say what they are. */
  readonly isBytes: boolean
}

/** What a Parquet file says of itself. */
export interface ParquetSchema {
  readonly columns: readonly ParquetColumn[]
  readonly rows: number
}

// Ids of fields in parquet.thrift: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
const FILE = { schema: 2, rows: 3 } as const
const ELEMENT = { type: 1, repetition: 3, name: 4, children: 5, converted: 6, logical: 10 } as const
const LOGICAL = { STRING: 1, ENUM: 4, DECIMAL: 5, DATE: 6, TIMESTAMP: 8, INTEGER: 10, JSON: 12 } as const
const REPEATED = 2n
const NANOSECONDS = 3

/** The kinds of logical types, by their ids. What is not there, such as times of day, goes into no column. */
const OF_LOGICAL: { readonly [id: number]: ParquetKind } = {
  [LOGICAL.STRING]: 'text',
  [LOGICAL.ENUM]: 'text',
  [LOGICAL.DECIMAL]: 'decimal',
  [LOGICAL.DATE]: 'date',
  [LOGICAL.TIMESTAMP]: 'timestamp',
  [LOGICAL.INTEGER]: 'whole',
  [LOGICAL.JSON]: 'text',
}

/** The kinds of the older annotations: UTF8, ENUM, DECIMAL, DATE, both timestamps, whole numbers, JSON. */
const OF_CONVERTED: { readonly [id: number]: ParquetKind } = {
  0: 'text',
  4: 'text',
  5: 'decimal',
  6: 'date',
  9: 'timestamp',
  10: 'timestamp',
  11: 'whole',
  12: 'whole',
  13: 'whole',
  14: 'whole',
  15: 'whole',
  16: 'whole',
  17: 'whole',
  18: 'whole',
  19: 'text',
}

/** The kinds of the types themselves: BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE. */
const OF_PHYSICAL: { readonly [id: number]: ParquetKind } = {
  0: 'boolean',
  1: 'whole',
  2: 'whole',
  3: 'timestamp',
  4: 'float',
  5: 'float',
}
const BYTE_ARRAY = 6

/**
 * Reads the description at a Parquet file's end.
 *
 * @param footer The FileMetaData, in Thrift's compact protocol.
 * @throws RangeError when it is none.
 */
export function parquetSchema(footer: Buffer): ParquetSchema {
  const file = new ThriftReader(footer).struct()
  const elements = (file.get(FILE.schema) ?? []) as readonly ThriftStruct[]
  const columns: ParquetColumn[] = []
  // The first element is the row itself; the columns' own parts follow each of them.
  for (let i = 1; i < elements.length; i = after(elements, i)) columns.push(column(elements[i]!))
  const rows = file.get(FILE.rows)
  if (typeof rows !== 'bigint' || rows < 0n) throw new RangeError('no number of rows')
  return { columns, rows: Number(rows) }
}

function after(elements: readonly ThriftStruct[], index: number): number {
  let next = index + 1
  const children = Number(elements[index]?.get(ELEMENT.children) ?? 0n)
  for (let child = 0; child < children && next < elements.length; child++) next = after(elements, next)
  return next
}

function column(element: ThriftStruct): ParquetColumn {
  const name = (element.get(ELEMENT.name) as Buffer).toString('utf8')
  const physical = element.get(ELEMENT.type)
  const converted = element.get(ELEMENT.converted)
  const logical = element.get(ELEMENT.logical) as ThriftStruct | undefined
  if (physical === undefined || element.get(ELEMENT.repetition) === REPEATED)
    return { name, kind: 'nested', isBytes: false }
  const isBytes = Number(physical) === BYTE_ARRAY && converted === undefined && logical === undefined
  const kind = logical
    ? ofLogical(logical)
    : converted === undefined
      ? OF_PHYSICAL[Number(physical)]
      : OF_CONVERTED[Number(converted)]
  return { name, kind: kind ?? 'other', isBytes }
}

/** A union is a struct with one field. */
function ofLogical(logical: ThriftStruct): ParquetKind | undefined {
  const [id, value] = [...logical][0] ?? [0]
  return id === LOGICAL.TIMESTAMP && unitOf(value) === NANOSECONDS ? 'nanoseconds' : OF_LOGICAL[id]
}

function unitOf(timestamp: ThriftValue | undefined): number | undefined {
  const unit = (timestamp as ThriftStruct).get(2) as ThriftStruct | undefined
  return unit && [...unit.keys()][0]
}
