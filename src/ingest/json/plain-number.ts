/** More digits before or behind the point than any column holds. */
const MOST_SHIFT = 400

/** A number of JSON without exponent: `1.5e3` as `1500`. What has none stays as it is. */
export function plainNumber(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match
  const shift = Number(exponent)
  if (Math.abs(shift) > MOST_SHIFT) return text
  const digits = `${'0'.repeat(Math.max(0, -shift))}${whole}${fraction}${'0'.repeat(Math.max(0, shift))}`
  const point = Math.max(0, -shift) + whole.length + shift
  const behind = digits.slice(point).replace(/0+$/, '')
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, '')
  return `${sign}${before}${behind === '' ? '' : `.${behind}`}`
}
