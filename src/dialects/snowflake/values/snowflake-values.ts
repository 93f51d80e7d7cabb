import { KerrosError } from '../../../core/errors/index.js'
import { parseSnowflakeArray } from './snowflake-array.js'
import type { SnowflakeDecoder } from './snowflake-decoder.js'

import { parseSnowflakeJson } from './snowflake-json.js'
import { decodeDouble, numberDecoder } from './snowflake-numbers.js'
import {
  dayDecoder,
  decodeDate,
  decodeDateWithOffset,
  decodeTime,
  printTimestamp,
  printTimestampInUtc,
  printTimestampWithOffset,
} from './snowflake-times.js'

/** A column of a result, as `snowflake-sdk` describes it. Structural, so that the driver's types do not leak. */
export interface SnowflakeColumn {
  getName(): string
  /** Snowflake's name of the type on the wire, in lower case: `fixed`, `real`, `text`, `timestamp_ntz`, `variant` … */
  getType(): string
  /** Digits after the point; null for types that have none. */
  getScale(): number | null
  /** All digits; null for types that have none. */
  getPrecision(): number | null
  isNullable(): boolean
  getIndex(): number
}

/** How values arrive in JavaScript where docs/types.md leaves a choice. */
export interface SnowflakeValueOptions {
  /**
   * Numbers with digits after the point: by their type as docs/types.md says (`number`, or text where a number would
   * lose digits), or always as decimal `text`. Default: `number`.
   */
  readonly decimals?: 'number' | 'text'
  /**
   * Timestamps as a `date`, cut to milliseconds, or as ISO 8601 `text` with nanoseconds: `2015-03-31T06:09:51.123456789`
   * for NTZ, with `Z` for LTZ, with the offset they were stored with (`+02:00`) for TZ. Default: `date`.
   */
  readonly timestamps?: 'date' | 'text'
}

const TRUE = /^(?:1|true)$/i

/** Decoders of the types that have one form; a type that is not listed is handed on as text. */
const DECODERS: ReadonlyMap<string, SnowflakeDecoder> = new Map<string, SnowflakeDecoder>([
  ['real', decodeDouble],
  ['boolean', (raw) => TRUE.test(raw)],
  ['time', decodeTime],
  ['binary', decodeBytes],
  ['variant', parseSnowflakeJson],
  ['object', parseSnowflakeJson],
  ['array', parseSnowflakeArray],
  ['map', parseSnowflakeJson],
  ['vector', parseSnowflakeJson],
])

const DATES: ReadonlyMap<string, SnowflakeDecoder> = new Map([
  ['timestamp_ntz', decodeDate],
  ['timestamp_ltz', decodeDate],
  ['timestamp_tz', decodeDateWithOffset],
])

const TEXTS: ReadonlyMap<string, SnowflakeDecoder> = new Map([
  ['timestamp_ntz', printTimestamp],
  ['timestamp_ltz', printTimestampInUtc],
  ['timestamp_tz', printTimestampWithOffset],
])

/**
 * Picks the decoder for a column's type, once per result. `raw` is the text that Snowflake sent in its rowset of JSON,
 * which the driver hands on untouched after {@link readRawText}.
 *
 * @returns A function that gives null for null, and throws KerrosError `E_DATA_FORMAT` for what the type cannot be.
 */
export function columnDecoder(
  column: SnowflakeColumn,
  options: SnowflakeValueOptions = {},
): (raw: string | null) => unknown {
  const decode = decoderOf(column, options)
  return decode ? (raw) => (raw === null ? null : decode(raw)) : (raw) => raw
}

function decoderOf(column: SnowflakeColumn, options: SnowflakeValueOptions): SnowflakeDecoder | undefined {
  const { decimals = 'number', timestamps = 'date' } = options
  const type = column.getType().toLowerCase()
  if (type === 'fixed') return numberDecoder(column.getPrecision() ?? 38, column.getScale() ?? 0, decimals)
  if (type === 'date') return dayDecoder()
  return DECODERS.get(type) ?? (timestamps === 'text' ? TEXTS : DATES).get(type)
}

/**
 * Decodes a BINARY, which is sent in hexadecimal digits for any BINARY_OUTPUT_FORMAT of the session.
 *
 * @throws KerrosError `E_DATA_FORMAT` for anything else, since bytes would be missing.
 */
function decodeBytes(raw: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(raw, 'hex'))
  if (bytes.length * 2 === raw.length) return bytes
  throw new KerrosError('E_DATA_FORMAT', 'a BINARY of the result is not in hexadecimal digits', {
    hint: "Select it as text: to_varchar(…, 'base64').",
  })
}
