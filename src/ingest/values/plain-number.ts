/** A number as people and programs write it: `12`, `+1.50`, `.5`, `15e-1`, with blanks around it. */
const NUMBER = /^[ \t]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?[ \t]*$/

/** More digits before or behind the point than any column holds. */
const MOST_SHIFT = 400

interface Digits {
  readonly sign: '' | '-'
  /** Without zeros at its beginning; empty for zero. */
  readonly whole: string
  /** Without zeros at its end. */
  readonly fraction: string
}

/** Every digit of a number, the exponent worked in; `undefined` for what is none. */
function digitsOf(text: string): Digits | undefined {
  const match = NUMBER.exec(text)
  if (!match) return undefined
  const [, sign, before = '', behind = '', exponent = '0'] = match
  if (before === '' && behind === '') return undefined
  const shift = Number(exponent)
  const isZero = /^0*$/.test(before + behind)
  if (Math.abs(shift) > MOST_SHIFT && !isZero) return undefined
  const move = isZero ? 0 : shift
  const digits = `${'0'.repeat(Math.max(0, -move))}${before}${behind}${'0'.repeat(Math.max(0, move))}`
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

/** A number of at most `precision` digits, `scale` of them behind the point; nothing is rounded, zeros at the end are no digits. */
export function plainDecimal(text: string, precision: number, scale: number): string | undefined {
  const digits = digitsOf(text)
  if (!digits) return undefined
  const { sign, whole, fraction } = digits
  if (whole.length > precision - scale || fraction.length > scale) return undefined
  return `${sign}${whole || '0'}${fraction && `.${fraction}`}`
}

const WORD = /^[ \t]*([+-]?)(inf(?:inity)?|nan)[ \t]*$/i

/** A number as the nearest one of 64 bits, or infinity or NaN by these words. What is too large for it is refused. */
export function plainDouble(text: string): string | undefined {
  const word = WORD.exec(text)
  if (word) return word[2]!.toLowerCase() === 'nan' ? 'NaN' : `${word[1] === '-' ? '-' : ''}Infinity`
  const match = NUMBER.exec(text)
  if (!match?.[2] && !match?.[3]) return undefined
  const value = Number(text.trim())
  if (!Number.isFinite(value)) return undefined
  // JavaScript writes the shortest text that stands for the same number of 64 bits.
  return Object.is(value, -0) ? '-0' : String(value)
}
