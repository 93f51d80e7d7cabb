import type { SqlType } from '../../core/columns/index.js'
import { CsvScanner, type ScannedRecord } from '../../ingest/csv/csv-scanner.js'

/** A column of a CSV file as its values suggest it. */
export interface GuessedColumn {
  readonly name: string
  readonly type: SqlType
  /** Whether a value of it is NULL. */
  readonly isNullable: boolean
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** The character between the fields of a CSV file: the one that its header is split into most names by. */
export function guessDelimiter(content: Buffer): string {
  const header = (delimiter: string): number => scanned(content, delimiter, 1)[0]?.fields.length ?? 0
  return DELIMITERS.reduce((best, other) => (header(other) > header(best) ? other : best))
}

const QUOTE = '"'

/** The columns of a CSV file, by its header and all of its values. Rows with another number of fields than the header count too. */
export function guessColumns(content: Buffer, delimiter: string): readonly GuessedColumn[] {
  const [header, ...rows] = scanned(content, delimiter)
  return (header?.fields ?? []).map(({ text: name }, i) => {
    const fields = rows.flatMap(({ fields: all }) => all[i] ?? [])
    const isNull = ({ isQuoted, text }: (typeof fields)[number]): boolean => !isQuoted && text === ''
    const values = fields.filter((field) => !isNull(field)).map(({ text }) => text)
    return { name: name.trim(), type: guessType(values), isNullable: values.length < fields.length }
  })
}

function scanned(content: Buffer, delimiter: string, most = Number.POSITIVE_INFINITY): readonly ScannedRecord[] {
  const records: ScannedRecord[] = []
  const scanner = new CsvScanner((record) => records.length < most && records.push(record), { delimiter, quote: QUOTE })
  scanner.write(content)
  scanner.end()
  return records
}

const INTEGER = /^-?(?:0|[1-9]\d*)$/
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/
const DOUBLE = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?Z?$/

/** Digits that a number has exactly in JavaScript. */
const EXACT_DIGITS = 15
const MOST_DIGITS = 38

/**
 * The narrowest type that all values have. Numbers with a sign or zeros in front of them are strings, since they would be other
 * strings as numbers: codes, telephone numbers.
 */
function guessType(values: readonly string[]): SqlType {
  const all = (form: RegExp): boolean => values.length > 0 && values.every((value) => form.test(value))
  if (all(/^(?:true|false)$/i)) return { name: 'boolean' }
  if (all(INTEGER)) return wholeType(values)
  if (all(DECIMAL)) return decimalType(values)
  if (all(DOUBLE)) return { name: 'double' }
  if (all(DATE) && values.every(isDay)) return { name: 'date' }
  if (all(TIMESTAMP) && values.every(isDay)) return { name: 'timestamp' }
  return { name: 'varchar' }
}

function wholeType(values: readonly string[]): SqlType {
  const numbers = values.map(BigInt)
  const within = (bits: bigint): boolean => numbers.every((n) => n >= -(2n ** bits) && n < 2n ** bits)
  if (within(31n)) return { name: 'integer' }
  if (within(63n)) return { name: 'bigint' }
  return decimalType(values)
}

/** With all digits that a number keeps in JavaScript, so that a new row rarely changes the type. */
function decimalType(values: readonly string[]): SqlType {
  const parts = values.map((value) => value.replace('-', '').split('.'))
  const scale = Math.max(...parts.map(([, fraction = '']) => fraction.length))
  const digits = Math.max(...parts.map(([whole = '']) => whole.length)) + scale
  if (digits > MOST_DIGITS) return { name: 'varchar' }
  return { name: 'decimal', precision: digits <= EXACT_DIGITS ? EXACT_DIGITS : MOST_DIGITS, scale }
}

/** Whether the day is in the calendar: 2023-02-30 is not. */
function isDay(value: string): boolean {
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value.slice(0, 10))
}
