import { describe, expect, it } from 'vitest'
import type { SqlType } from '../../../src/core/columns/index.js'
import type { ValueType } from '../../../src/core/columns/value-type.js'
import { shortestDecimal, withoutExponent, withScale } from '../../../src/core/result/decimal-text.js'
import { typedRows } from '../../../src/core/result/typed-rows.js'
import fc from '../../seeded-fast-check.js'

const typed = (value: unknown, values: ValueType, type?: SqlType): unknown =>
  typedRows([{ x: value }], [{ name: 'x', type, values }])[0]!.x

/** Decimal text from its digits as a whole number and how many of them are after the point. */
const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.nat(20)).map(([units, scale]) => {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return { units, scale, text: units < 0n ? `-${text}` : text }
})

/** The exact value of a double, in units of 10^-scale, where it is a multiple of one. */
const isHeld = (text: string): boolean => {
  // The shortest digits that mean a double are those that `toPrecision` finds with the fewest.
  for (let digits = 1; digits <= 17; digits++) {
    const candidate = Number(text).toPrecision(digits)
    if (Number(candidate) === Number(text)) return sameNumber(candidate, text)
  }
  throw new Error(text)
}

/** Whether or not two numbers as text, with or without an exponent, are the same. */
function sameNumber(a: string, b: string): boolean {
  const units = (text: string): bigint => {
    const [mantissa = '', exponent = '0'] = text.split('e')
    const [whole = '', fraction = ''] = mantissa.split('.')
    const shift = 60 - fraction.length + Number(exponent)
    return BigInt(whole + fraction) * 10n ** BigInt(shift)
  }
  return units(a) === units(b)
}

describe('a list as its query types it', () => {
  const list = (value: unknown, element: SqlType): unknown =>
    typedRows([{ x: value }], [{ name: 'x', type: { name: 'array', element } }])[0]!.x

  it('has dates where an engine returns strings, and those of an engine that has typed lists', () => {
    const date = new Date('2024-03-06T13:14:15.500Z')
    expect(list(['2024-03-06 13:14:15.5', null, '2024-03-06T13:14:15.500Z'], { name: 'timestamp' })).toEqual([
      date,
      null,
      date,
    ])
    expect(list([date, null], { name: 'timestamp' })).toEqual([date, null])
    expect(list([['2024-03-06 13:14:15.5']], { name: 'array', element: { name: 'timestamp' } })).toEqual([[date]])
    expect(list(null, { name: 'timestamp' })).toBeNull()
  })

  it('has bytes where an engine returns hexadecimal', () => {
    expect(list(['00FF', ''], { name: 'binary' })).toEqual([Uint8Array.of(0, 255), new Uint8Array()])
  })

  it('keeps strings of other types', () => {
    expect(list(['2024-03-06', 'x'], { name: 'varchar' })).toEqual(['2024-03-06', 'x'])
    expect(list(['2024-03-06'], { name: 'date' })).toEqual(['2024-03-06'])
  })

  it.each(['timestamp', 'binary'] as const)('is refused with a string that is no %s, without its value', (name) => {
    expect(() => list(['yesterday'], { name })).toThrow(
      expect.objectContaining({ code: 'E_DATA_FORMAT', message: expect.not.stringContaining('yesterday') }),
    )
  })
})

describe('a value as its query types it', () => {
  it('is a number that means all of its digits, or an error', () => {
    fc.assert(
      fc.property(decimals, ({ text }) => {
        if (isHeld(text)) expect(typed(text, 'number')).toBe(Number(text) === 0 ? 0 : Number(text))
        else expect(() => typed(text, 'number')).toThrow('a value of the column "x" has more digits')
      }),
    )
  })

  it('is decimal text with all digits and with those after the point that its type says', () => {
    fc.assert(
      fc.property(decimals, ({ text, scale, units }) => {
        const exact = typed(text, 'decimal text', { name: 'decimal', precision: 38, scale }) as string
        expect(exact.split('.')[1]?.length ?? 0).toBe(scale)
        expect(BigInt(exact.replace('.', ''))).toBe(units)
        expect(sameNumber(typed(text, 'decimal text') as string, text)).toBe(true)
      }),
    )
  })

  it('is a bigint only beyond safe numbers', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), (whole) => {
        const arrives = typed(whole, 'number or bigint')
        expect(typeof arrives).toBe(Number.isSafeInteger(Number(whole)) ? 'number' : 'bigint')
        expect(BigInt(arrives as bigint)).toBe(whole)
        expect(typed(`${whole}.00`, 'number or bigint')).toBe(arrives)
      }),
    )
  })

  it('leaves NULL, text that is no number, NaN and columns without a value type alone', () => {
    expect(typed(null, 'decimal text')).toBeNull()
    expect(typed('2024-01-31', 'number')).toBe('2024-01-31')
    expect(typed(Number.NaN, 'number')).toBeNaN()
    expect(() => typed(Number.NaN, 'decimal text')).toThrow('is NaN or infinite')
    const rows = [{ a: '12.50' }]
    expect(typedRows(rows, [{ name: 'a', type: undefined }])).toBe(rows)
  })

  it('reaches into lists', () => {
    expect(typed(['1.50', null, 2n], { arrayOf: 'number' })).toEqual([1.5, null, 2])
    expect(typed([1.5, null], { arrayOf: 'decimal text' })).toEqual(['1.5', null])
  })

  it('finds columns whose case the engine has folded, and keeps the order of all', () => {
    const rows = [JSON.parse('{"A": "1.5", "__proto__": "2.5", "b": "x"}')] as { [name: string]: unknown }[]
    const [row] = typedRows(rows, [
      { name: 'a', type: undefined, values: 'number' },
      { name: '__proto__', type: undefined, values: 'number' },
    ])
    expect(JSON.stringify(row)).toBe('{"A":1.5,"__proto__":2.5,"b":"x"}')
  })
})

describe('decimal text', () => {
  it('of a number has no exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(withoutExponent(number)).toMatch(/^-?\d+(\.\d+)?$/)
        expect(Number(withoutExponent(number))).toBe(Object.is(number, -0) ? 0 : number)
      }),
    )
  })

  it('has zeros where they count only', () => {
    expect(['-0.00', '007.10', '+1', '100', '0.0'].map(shortestDecimal)).toEqual(['0', '7.1', '1', '100', '0'])
    expect(withScale('-0', 2)).toBe('0.00')
    expect(withScale('12.5000', 2)).toBe('12.50')
    expect(withScale('12.505', 2)).toBe('12.505')
  })
})
