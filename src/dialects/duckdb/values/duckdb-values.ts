import type {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBType,
  DuckDBUnionType,
  DuckDBUnionValue,
  DuckDBVariantValue,
} from '@duckdb/node-api'
import { KerrosError } from '../../../core/errors/index.js'
import { decimalDecoder, wholeNumber } from './duckdb-decimals.js'
import type { DuckDbModule } from './duckdb-module.js'
import { dateDecoder, decodeTimestamp } from './duckdb-timestamps.js'

/** Turns one value of the driver, never `null`, into the JavaScript value of docs/types.md. */
export type ValueDecoder = (value: never) => unknown

/** Decoders of the types that have one form; a type that is not listed is handed on as the driver gives it. */
const DECODERS: Readonly<Record<string, ValueDecoder>> = {
  BIGINT: wholeNumber,
  UBIGINT: wholeNumber,
  HUGEINT: wholeNumber,
  UHUGEINT: wholeNumber,
  BIGNUM: wholeNumber,
  TIMESTAMP: (value: DuckDBTimestampValue) => decodeTimestamp(value.micros, 1000, () => value.toString()),
  TIMESTAMP_S: (value: DuckDBTimestampSecondsValue) => decodeTimestamp(value.seconds, 0.001, () => value.toString()),
  TIMESTAMP_MS: (value: DuckDBTimestampMillisecondsValue) => decodeTimestamp(value.millis, 1, () => value.toString()),
  TIMESTAMP_NS: (value: DuckDBTimestampNanosecondsValue) =>
    decodeTimestamp(value.nanos, 1_000_000, () => value.toString()),
  TIME: printed,
  TIME_NS: printed,
  TIME_TZ: printed,
  INTERVAL: printed,
  UUID: printed,
  BIT: printed,
  BLOB: (value: DuckDBBlobValue) => new Uint8Array(value.bytes),
  GEOMETRY: (value: DuckDBBlobValue) => new Uint8Array(value.bytes),
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // DuckDB takes NaN and Infinity for JSON. The parser's own message would hold the value.
    throw new KerrosError(
      'E_DATA_FORMAT',
      'a JSON value of the result is not valid JSON (it may hold NaN or Infinity)',
      {
        hint: 'Select it as text: cast(… as varchar).',
      },
    )
  }
}

function printed(value: object): string {
  return value.toString()
}

/**
 * Picks the decoder for a column's type, once per result. `undefined` means that the driver's value is right already.
 *
 * Lists and arrays become arrays, structs objects, maps arrays of `{ key, value }` (their keys can be of any type),
 * unions and variants the value they hold; each with its parts decoded.
 *
 * @throws KerrosError `E_DUPLICATE_COLUMN` for a struct whose fields have no names or one name twice.
 */
export function decoderFor(type: DuckDBType, api: DuckDbModule): ValueDecoder | undefined {
  // The driver gives JSON as text with this alias.
  if (type.alias === 'JSON') return parseJson as ValueDecoder
  const name = api.DuckDBTypeId[type.typeId]
  switch (name) {
    case 'DECIMAL': {
      const { width, scale } = type as DuckDBDecimalType
      return decimalDecoder(width, scale)
    }
    case 'DATE':
      return dateDecoder()
    case 'TIMESTAMP_TZ':
      return ({ micros }: DuckDBTimestampTZValue) =>
        decodeTimestamp(micros, 1000, () => `${new api.DuckDBTimestampValue(micros)}+00`)
    case 'LIST':
    case 'ARRAY':
      return listDecoder(decoderFor((type as DuckDBListType | DuckDBArrayType).valueType, api))
    case 'STRUCT':
      return structDecoder(type as DuckDBStructType, api)
    case 'MAP':
      return mapDecoder(type as DuckDBMapType, api)
    case 'UNION':
      return unionDecoder(type as DuckDBUnionType, api)
    case 'VARIANT':
      return ({ value, type: held }: DuckDBVariantValue) => decode(value, held && decoderFor(held, api))
    default:
      return DECODERS[name]
  }
}

/** Decodes one value that may be `null`. */
function decode(value: unknown, decoder: ValueDecoder | undefined): unknown {
  return value === null || decoder === undefined ? value : decoder(value as never)
}

function listDecoder(decoder: ValueDecoder | undefined): ValueDecoder {
  return ({ items }: DuckDBListValue | DuckDBArrayValue) => items.map((item) => decode(item, decoder))
}

function structDecoder(type: DuckDBStructType, api: DuckDbModule): ValueDecoder {
  // The driver's own objects have lost a value by then.
  if (new Set(type.entryNames).size < type.entryNames.length || type.entryNames.includes('__proto__'))
    throw new KerrosError('E_DUPLICATE_COLUMN', `an object cannot hold all fields of the struct ${type}`, {
      hint: 'Give its fields names of their own, as in {a: 1, b: 2}.',
    })
  const fields = type.entryNames.map((name, i) => [name, decoderFor(type.entryTypes[i]!, api)] as const)
  return ({ entries }: DuckDBStructValue) => {
    const row: Record<string, unknown> = {}
    for (const [name, decoder] of fields) row[name] = decode(entries[name], decoder)
    return row
  }
}

function mapDecoder(type: DuckDBMapType, api: DuckDbModule): ValueDecoder {
  const decodeKey = decoderFor(type.keyType, api)
  const decodeValue = decoderFor(type.valueType, api)
  return ({ entries }: DuckDBMapValue) =>
    entries.map(({ key, value }) => ({ key: decode(key, decodeKey), value: decode(value, decodeValue) }))
}

function unionDecoder(type: DuckDBUnionType, api: DuckDbModule): ValueDecoder {
  const decoders = new Map(type.memberTags.map((tag, i) => [tag, decoderFor(type.memberTypes[i]!, api)]))
  return ({ tag, value }: DuckDBUnionValue) => decode(value, decoders.get(tag))
}
