/**
 * What docs/loading.md says of values, written down once more and on purpose without any code of `src/`: the stored value of a
 * text, or that it is refused.
 */
export type OracleType =
  | 'integer'
  | 'bigint'
  | 'decimal(10,2)'
  | 'decimal(38,10)'
  | 'double'
  | 'boolean'
  | 'varchar'
  | 'date'
  | 'timestamp'
  | 'epoch'
  | 'json'

/** A stored value as {@link STORED_SQL} writes it. */
export type Expected = { readonly stored: string } | 'refused'

/** How a stored value is compared: as text that has all of it. */
export const STORED_SQL: { readonly [T in OracleType]: string } = {
  integer: 'v::varchar',
  bigint: 'v::varchar',
  'decimal(10,2)': 'v::varchar',
  'decimal(38,10)': 'v::varchar',
  double: 'v::varchar',
  boolean: 'v::varchar',
  varchar: 'hex(encode(v))',
  date: 'v::varchar',
  timestamp: 'epoch_us(v)::varchar',
  epoch: 'epoch_us(v)::varchar',
  json: 'hex(encode(v::varchar))',
}

export function expected(type: OracleType, text: string): Expected {
  switch (type) {
    case 'integer':
      return whole(text, 31n)
    case 'bigint':
      return whole(text, 63n)
    case 'decimal(10,2)':
      return decimal(text, 10, 2)
    case 'decimal(38,10)':
      return decimal(text, 38, 10)
    case 'double':
      return double(text)
    case 'boolean': {
      const word = text.toLowerCase()
      if (['true', 't', 'yes', 'y', '1'].includes(word)) return { stored: 'true' }
      return ['false', 'f', 'no', 'n', '0'].includes(word) ? { stored: 'false' } : 'refused'
    }
    case 'varchar':
      return { stored: hex(text) }
    case 'json':
      return isJson(text) ? { stored: hex(text) } : 'refused'
    case 'date':
      return day(text) === undefined ? 'refused' : { stored: text }
    case 'timestamp':
      return moment(text)
    case 'epoch':
      return seconds(text)
  }
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase()
}

/** A number as `numerator / 10^places`, by hand. */
function fractionOf(text: string): { readonly numerator: bigint; readonly places: number } | undefined {
  const chars = [...text]
  while (chars[0] === ' ' || chars[0] === '\t') chars.shift()
  while (chars.at(-1) === ' ' || chars.at(-1) === '\t') chars.pop()
  let sign = 1n
  if (chars[0] === '+' || chars[0] === '-') sign = chars.shift() === '-' ? -1n : 1n
  let numerator = 0n
  let places = 0
  let digits = 0
  let isBehind = false
  for (; chars.length > 0 && /^[0-9.]$/.test(chars[0]!); chars.shift()) {
    if (chars[0] === '.') {
      if (isBehind) return undefined
      isBehind = true
      continue
    }
    digits++
    numerator = numerator * 10n + BigInt(chars[0]!)
    if (isBehind) places++
  }
  if (digits === 0) return undefined
  if (chars[0] === 'e' || chars[0] === 'E') {
    const exponent = chars.slice(1).join('')
    if (!/^[+-]?[0-9]+$/.test(exponent)) return undefined
    places -= Number(exponent)
  } else if (chars.length > 0) return undefined
  return { numerator: sign * numerator, places }
}

/** The number times `10^scale`, where that is whole. */
function scaled(text: string, scale: number): bigint | undefined {
  const found = fractionOf(text)
  if (!found) return undefined
  const { numerator, places } = found
  if (numerator === 0n) return 0n
  if (places <= scale)
    return scale - places > 5000 ? 10n ** 5000n * numerator : numerator * 10n ** BigInt(scale - places)
  if (places - scale > 5000) return undefined
  const divisor = 10n ** BigInt(places - scale)
  return numerator % divisor === 0n ? numerator / divisor : undefined
}

function whole(text: string, bits: bigint): Expected {
  const value = scaled(text, 0)
  return value === undefined || value < -(2n ** bits) || value >= 2n ** bits ? 'refused' : { stored: String(value) }
}

function decimal(text: string, precision: number, scale: number): Expected {
  const value = scaled(text, scale)
  if (value === undefined) return 'refused'
  const size = value < 0n ? -value : value
  if (size >= 10n ** BigInt(precision)) return 'refused'
  const digits = String(size).padStart(scale + 1, '0')
  return { stored: `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}` }
}

function double(text: string): Expected {
  const word = /^[ \t]*([+-]?)(inf|infinity|nan)[ \t]*$/i.exec(text)
  if (word) return { stored: word[2]!.toLowerCase() === 'nan' ? 'NaN' : word[1] === '-' ? '-Infinity' : 'Infinity' }
  if (!fractionOf(text)) return 'refused'
  const value = Number(text.replace(/^[ \t]+|[ \t]+$/g, ''))
  return Number.isFinite(value) ? { stored: Object.is(value, -0) ? '-0' : String(value) } : 'refused'
}

function isJson(text: string): boolean {
  try {
    // A document with half of a pair cannot be written in UTF-8.
    return (
      Buffer.from(JSON.stringify(JSON.parse(text))).toString() === JSON.stringify(JSON.parse(text)) &&
      !halves(JSON.parse(text))
    )
  } catch {
    return false
  }
}

function halves(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value)
  if (Array.isArray(value)) return value.some(halves)
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).some(([name, inner]) => halves(name) || halves(inner))
  return false
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days since 1970, counted. */
function day(text: string): number | undefined {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return undefined
  const [year, month, date] = text.split('-').map(Number) as [number, number, number]
  const isLeap = (y: number): boolean => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0
  const length = month === 2 && isLeap(year) ? 29 : LENGTHS[month - 1]
  if (year < 1 || length === undefined || date < 1 || date > length) return undefined
  const before = year - 1
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  for (let m = 1; m < month; m++) days += m === 2 && isLeap(year) ? 29 : LENGTHS[m - 1]!
  return days + date - 1 - 719_162
}

function moment(text: string): Expected {
  const days = day(text.slice(0, 10))
  if (days === undefined) return 'refused'
  let rest = text.slice(10)
  let micros = BigInt(days) * 86_400_000_000n
  if (rest !== '') {
    const time = /^[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?/.exec(rest)
    if (!time) return 'refused'
    const [all, hours, minutes, secs = '0', fraction = '0'] = time
    if (Number(hours) > 23 || Number(minutes) > 59 || Number(secs) > 59 || !/^0*$/.test(fraction.slice(6)))
      return 'refused'
    micros += BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(secs)) * 1_000_000n
    micros += BigInt(fraction.slice(0, 6).padEnd(6, '0'))
    rest = rest.slice(all.length)
    if (rest !== '' && rest !== 'Z') {
      const zone = /^([+-])([0-9]{2})(?::?([0-9]{2}))?$/.exec(rest)
      if (!zone || Number(zone[2]) > 14 || Number(zone[3] ?? 0) > 59) return 'refused'
      const offset = BigInt(Number(zone[2]) * 60 + Number(zone[3] ?? 0)) * 60_000_000n
      micros += zone[1] === '+' ? -offset : offset
    }
  }
  const isYear =
    micros >= BigInt(day('0001-01-01')!) * 86_400_000_000n && micros < BigInt(day('9999-12-31')! + 1) * 86_400_000_000n
  return isYear ? { stored: String(micros) } : 'refused'
}

function seconds(text: string): Expected {
  const value = scaled(text, 0)
  const size = value === undefined ? 0n : value < 0n ? -value : value
  return value === undefined || size > 99_999_999_999n || value < BigInt(day('0001-01-01')! * 86_400)
    ? 'refused'
    : { stored: String(value * 1_000_000n) }
}
