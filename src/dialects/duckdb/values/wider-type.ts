const SIGNED = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'] as const
const UNSIGNED = ['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'UHUGEINT'] as const

/** How many decimal digits the whole numbers of each width have at most. */
const DIGITS = [3, 5, 10, 20, 39] as const

/** The widest decimal. */
const MOST_DIGITS = 38

/** Up to this width, a floating-point number has all values of a whole number: FLOAT those of 16 bits, DOUBLE those of 32. */
const EXACT_WIDTH: { readonly [type: string]: number } = { FLOAT: 1, DOUBLE: 2 }

interface Whole {
  readonly isSigned: boolean
  /** The place in {@link SIGNED} or {@link UNSIGNED}. */
  readonly width: number
}

/**
 * The narrowest type that holds every value of two types as it is; `undefined` when no type does. Types are as DuckDB prints them, nested
 * ones included: a struct has to have the same fields in the same order.
 */
export function widerType(one: string, other: string): string | undefined {
  if (one === other) return one
  return widerNumber(one, other) ?? widerNested(one, other)
}

function widerNumber(one: string, other: string): string | undefined {
  const [whole, otherWhole] = [wholeOf(one), wholeOf(other)]
  if (whole && otherWhole) return widerWhole(whole, otherWhole)
  if (one in EXACT_WIDTH && other in EXACT_WIDTH) return 'DOUBLE'
  if (whole && other in EXACT_WIDTH) return exactFloat(whole, other)
  if (otherWhole && one in EXACT_WIDTH) return exactFloat(otherWhole, one)
  const [decimal, otherDecimal] = [decimalOf(one), decimalOf(other)]
  if (!decimal || !otherDecimal) return undefined
  const scale = Math.max(decimal.scale, otherDecimal.scale)
  const precision = Math.max(decimal.before, otherDecimal.before) + scale
  return precision > MOST_DIGITS ? undefined : `DECIMAL(${precision},${scale})`
}

function wholeOf(type: string): Whole | undefined {
  const signed = SIGNED.indexOf(type as 'INTEGER')
  if (signed >= 0) return { isSigned: true, width: signed }
  const unsigned = UNSIGNED.indexOf(type as 'UINTEGER')
  return unsigned >= 0 ? { isSigned: false, width: unsigned } : undefined
}

function widerWhole(one: Whole, other: Whole): string | undefined {
  if (one.isSigned === other.isSigned) return (one.isSigned ? SIGNED : UNSIGNED)[Math.max(one.width, other.width)]
  const [signed, unsigned] = one.isSigned ? [one, other] : [other, one]
  return SIGNED[Math.max(signed.width, unsigned.width + 1)]
}

function exactFloat({ isSigned, width }: Whole, float: string): string | undefined {
  const least = isSigned ? width : width + 1
  return ['FLOAT', 'DOUBLE'].find((type) => least <= EXACT_WIDTH[type]! && EXACT_WIDTH[type]! >= EXACT_WIDTH[float]!)
}

/** A decimal, or a whole number as one: the digits before and after the point. */
function decimalOf(type: string): { readonly before: number; readonly scale: number } | undefined {
  const found = /^DECIMAL\((\d+),(\d+)\)$/.exec(type)
  if (found) return { before: Number(found[1]) - Number(found[2]), scale: Number(found[2]) }
  const whole = wholeOf(type)
  return whole && { before: whole.isSigned && whole.width === 3 ? 19 : DIGITS[whole.width]!, scale: 0 }
}

function widerNested(one: string, other: string): string | undefined {
  const [list, otherList] = [/^(.+)(\[\d*\])$/s.exec(one), /^(.+)(\[\d*\])$/s.exec(other)]
  if (list && otherList) {
    const element = list[2] === otherList[2] ? widerType(list[1]!, otherList[1]!) : undefined
    return element && `${element}${list[2]}`
  }
  const [parts, otherParts] = [nestedParts(one), nestedParts(other)]
  if (!parts || !otherParts || parts.kind !== otherParts.kind || parts.types.length !== otherParts.types.length)
    return undefined
  const types = parts.types.map((part, i) => {
    const counterpart = otherParts.types[i]!
    const type = part.name === counterpart.name ? widerType(part.type, counterpart.type) : undefined
    return type && `${part.name}${type}`
  })
  // The keys of a map stay what they are.
  const hasOtherKeys = parts.kind === 'MAP' && parts.types[0]!.type !== otherParts.types[0]!.type
  if (types.includes(undefined) || hasOtherKeys) return undefined
  return `${parts.kind}(${types.join(', ')})`
}

interface NestedParts {
  readonly kind: string
  /** The name of a field with the space after it; empty in a map. */
  readonly types: readonly { readonly name: string; readonly type: string }[]
}

function nestedParts(type: string): NestedParts | undefined {
  const found = /^(STRUCT|MAP)\((.*)\)$/s.exec(type)
  if (!found) return undefined
  const [, kind, inner] = found
  const parts = topLevel(inner!).map((part) => {
    const name = kind === 'STRUCT' ? /^(?:"(?:[^"]|"")*"|[^\s"]+)\s/.exec(part)?.[0] : ''
    return name === undefined ? undefined : { name, type: part.slice(name.length) }
  })
  return parts.includes(undefined) ? undefined : { kind: kind!, types: parts as NestedParts['types'] }
}

/** What is between the commas that are in no parentheses and no quotes. */
function topLevel(text: string): readonly string[] {
  const parts: string[] = []
  let [depth, start] = [0, 0]
  let quote: string | undefined
  for (const [i, letter] of [...text].map((each) => each).entries()) {
    if (quote) quote = letter === quote ? undefined : quote
    else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '(') depth++
    else if (letter === ')') depth--
    else if (letter === ',' && depth === 0) {
      parts.push([...text].slice(start, i).join('').trim())
      start = i + 1
    }
  }
  return [...parts, [...text].slice(start).join('').trim()]
}
