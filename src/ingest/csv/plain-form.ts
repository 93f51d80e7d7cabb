import type { SqlType } from '../../core/columns/index.js'
import type { TimestampFormat } from '../../core/ports/data-file.js'

/** A part of a form: bytes of a set, from `min` to `max` times. */
export interface FormPart {
  /** Characters of ASCII; `undefined` for any byte. */
  readonly set: string | undefined
  readonly min: number
  readonly max: number
}

/** One way of writing a value. */
export type FormSequence = readonly FormPart[]

/** Ways of writing values that an engine cannot misread when it reads a column by its type. */
export type PlainForm = readonly FormSequence[]

const DIGIT = '0123456789'
const part = (set: string | undefined, min = 1, max = min): FormPart => ({ set, min, max })
const digits = (min: number, max = min): FormPart => part(DIGIT, min, max)
const SIGN = part('-', 0, 1)

/** Anything at all. */
const ANY: PlainForm = [[part(undefined, 0, Number.POSITIVE_INFINITY)]]

// Years before 1000 are left to the slow reader: engines turn 0000 into other years.
const DATE: FormSequence = [part('123456789'), digits(3), part('-'), digits(2), part('-'), digits(2)]
const HOURS: readonly FormSequence[] = [
  [part('01'), digits(1)],
  [part('2'), part('0123')],
]
const REST: FormSequence = [part(':'), digits(2), part(':'), digits(2)]
const FRACTION: FormSequence = [part('.'), digits(1, 6)]

/** The form of a column's values: a part of what its rule accepts. Only values outside of it need a second look. */
export function plainForm(type: SqlType, format: TimestampFormat | undefined): PlainForm {
  switch (type.name) {
    case 'integer':
    case 'bigint':
      return [[SIGN, digits(1, 20)]]
    case 'decimal':
      return [[SIGN, digits(1, Math.max(1, type.precision - type.scale)), part('.', 0, 1), digits(0, type.scale)]]
    case 'double':
      return [[SIGN, digits(1, 20), part('.', 0, 1), digits(0, 30), part('eE', 0, 1), part('+-', 0, 1), digits(0, 2)]]
    case 'boolean':
      return [[part('truefalsynoTRUEFALSYNO10', 1, 5)]]
    case 'date':
      return [DATE]
    case 'timestamp':
      // Eleven digits before 1970 can be a time before the year 0001.
      if (format === 'epoch') return [[digits(1, 11)], [part('-'), digits(1, 10)]]
      // With a time zone, they are read as text and checked by the engine.
      if (format === 'iso') return ANY
      return HOURS.flatMap((hours) => {
        const timestamp = [...DATE, part(' T'), ...hours, ...REST]
        return [timestamp, [...timestamp, ...FRACTION]]
      })
    default:
      return ANY
  }
}
