/** A finite number as decimal text without an exponent: `1e-7` is `0.0000001`. */
export function withoutExponent(number: number): string {
  const text = String(number)
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!match) return text
  const [, sign, whole = '', fraction = '', exponent] = match
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits.padEnd(point, '0')}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Decimal text with nothing that does not count: no `+`, no zeros at either end, no sign of zero. */
export function shortestDecimal(text: string): string {
  const { sign, whole, fraction } = partsOf(text)
  const digits = fraction === '' ? whole : `${whole}.${fraction}`
  return digits === '0' ? digits : sign + digits
}

/** Decimal text with this number of digits after the point; more where it has more that are not zero. */
export function withScale(text: string, scale: number): string {
  const { sign, whole, fraction } = partsOf(text)
  const padded = fraction.padEnd(scale, '0')
  const digits = padded === '' ? whole : `${whole}.${padded}`
  return /[1-9]/.test(digits) ? sign + digits : digits
}

function partsOf(text: string): { readonly sign: string; readonly whole: string; readonly fraction: string } {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? []
  return { sign: sign === '-' ? '-' : '', whole: whole === '' ? '0' : whole, fraction }
}
