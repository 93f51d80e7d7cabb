/** A number as people and programs write it: `12`, `+1.50`, `.5`, `15e-1`, with blanks around it. */
const NUMBER = /^[ \t]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?[ \t]*$/

/** More digits before or after the point than any column holds. */
const MOST_SHIFT = 400

interface Digits {
  readonly sign: '' | '-'
  /** Without leading zeros; empty for zero. */
  readonly whole: string
  /** Without trailing zeros. */
  readonly fraction: string
}

/** All digits of a number, with its exponent applied; `undefined` if the string is not a number. */
function digitsOf(text: string): Digits | undefined {
  const match = NUMBER.exec(text)
  if (!match) return undefined
  const [, sign, before = '', after = '', exponent = '0'] = match
  if (before === '' && after === '') return undefined
  const shift = Number(exponent)
  const isZero = /^0*$/.test(before + after)
  if (Math.abs(shift) > MOST_SHIFT && !isZero) return undefined
  const move = isZero ? 0 : shift
  const digits = `${'0'.repeat(Math.max(0, -move))}${before}${after}${'0'.repeat(Math.max(0, move))}`
  const point = Math.max(0, -move) + before.length + move
  const whole = digits.slice(0, point).replace(/^0+/, '')
  const fraction = digits.slice(point).replace(/0+$/, '')
  return { sign: sign === '-' && !isZero ? '-' : '', whole, fraction }
}

/** A whole number of at least `-limit`, and less than `limit`: `12` for ` +12.0 `. */
export function plainWhole(text: string, limit: bigint): string | undefined {
  const digits = digitsOf(text)
  if (digits?.fraction !== '') return undefined
  const value = BigInt(`${digits.sign}${digits.whole || '0'}`)
  return value >= -limit && value < limit ? String(value) : undefined
}

/** A number of at most `precision` digits, `scale` of them after the point; nothing is rounded, trailing zeros do not count. */
export function plainDecimal(text: string, precision: number, scale: number): string | undefined {
  const digits = digitsOf(text)
  if (!digits) return undefined
  const { sign, whole, fraction } = digits
  if (whole.length > precision - scale || fraction.length > scale) return undefined
  return `${sign}${whole || '0'}${fraction && `.${fraction}`}`
}

const WORD = /^[ \t]*([+-]?)(inf(?:inity)?|nan)[ \t]*$/i

/** The nearest floating point number of 64 bits, or infinity or NaN by these words. What is too large is refused. */
export function plainDouble(text: string): string | undefined {
  const word = WORD.exec(text)
  if (word) return word[2]!.toLowerCase() === 'nan' ? 'NaN' : `${word[1] === '-' ? '-' : ''}Infinity`
  const match = NUMBER.exec(text)
  if (!match?.[2] && !match?.[3]) return undefined
  const value = Number(text.trim())
  if (!Number.isFinite(value)) return undefined
  // JavaScript writes the shortest string that means the same number of 64 bits.
  return Object.is(value, -0) ? '-0' : String(value)
}
