import type { ConvertedType, FileMetaData, LogicalType, ParquetType, SchemaTree } from 'hyparquet'
import type { ParquetKind } from '../../core/ports/data-file.js'

/** A column of a Parquet file, at the top. */
export interface ParquetColumn {
  readonly name: string
  readonly kind: ParquetKind
  /** Whether it holds bytes of unknown meaning. */
  readonly isBytes: boolean
}

/** A Parquet file's description of itself. */
export interface ParquetSchema {
  readonly columns: readonly ParquetColumn[]
  readonly rows: number
}

/** The kinds of logical types. What is missing here, such as times of day, cannot be loaded. */
const OF_LOGICAL: { readonly [T in LogicalType['type']]?: ParquetKind } = {
  STRING: 'text',
  ENUM: 'text',
  DECIMAL: 'decimal',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  INTEGER: 'whole',
  JSON: 'text',
}

/** The kinds of the older annotations. */
const OF_CONVERTED: { readonly [T in ConvertedType]?: ParquetKind } = {
  UTF8: 'text',
  ENUM: 'text',
  DECIMAL: 'decimal',
  DATE: 'date',
  TIMESTAMP_MILLIS: 'timestamp',
  TIMESTAMP_MICROS: 'timestamp',
  UINT_8: 'whole',
  UINT_16: 'whole',
  UINT_32: 'whole',
  UINT_64: 'whole',
  INT_8: 'whole',
  INT_16: 'whole',
  INT_32: 'whole',
  INT_64: 'whole',
  JSON: 'text',
}

/** The kinds of the types themselves. */
const OF_PHYSICAL: { readonly [T in ParquetType]?: ParquetKind } = {
  BOOLEAN: 'boolean',
  INT32: 'whole',
  INT64: 'whole',
  FLOAT: 'float',
  DOUBLE: 'float',
}

/** The columns of a Parquet file. @param tree The columns, with their nested parts. */
export function parquetSchema({ num_rows }: FileMetaData, tree: SchemaTree): ParquetSchema {
  return { columns: tree.children.map(column), rows: Number(num_rows) }
}

/** The most digits of a decimal. */
const MOST_DIGITS = 38

function column(tree: SchemaTree): ParquetColumn {
  const { name, type, repetition_type, converted_type, logical_type } = tree.element
  if (holds(tree, isWideDecimal)) return { name, kind: 'wide decimal', isBytes: false }
  if (holds(tree, isInt96)) return { name, kind: 'int96', isBytes: false }
  if (type === undefined || repetition_type === 'REPEATED') return { name, kind: 'nested', isBytes: false }
  const isBytes = type === 'BYTE_ARRAY' && converted_type === undefined && logical_type === undefined
  const kind = logical_type
    ? ofLogical(logical_type)
    : converted_type === undefined
      ? OF_PHYSICAL[type]
      : OF_CONVERTED[converted_type]
  return { name, kind: kind ?? 'other', isBytes }
}

type Element = SchemaTree['element']

/** Also within a struct, a list or a map. */
function holds({ element, children }: SchemaTree, is: (element: Element) => boolean): boolean {
  return is(element) || children.some((child) => holds(child, is))
}

function isWideDecimal({ converted_type, logical_type, precision = 0 }: Element): boolean {
  const digits = logical_type?.type === 'DECIMAL' ? Math.max(logical_type.precision, precision) : precision
  return (logical_type?.type === 'DECIMAL' || converted_type === 'DECIMAL') && digits > MOST_DIGITS
}

/** A day and nanoseconds, which DuckDB cuts to microseconds before anything can check them. */
function isInt96({ type }: Element): boolean {
  return type === 'INT96'
}

function ofLogical(logical: LogicalType): ParquetKind | undefined {
  const isNanoseconds = logical.type === 'TIMESTAMP' && logical.unit === 'NANOS'
  return isNanoseconds ? 'nanoseconds' : OF_LOGICAL[logical.type]
}
