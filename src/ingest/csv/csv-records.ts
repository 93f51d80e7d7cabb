import type { Column, Columns } from '../../core/columns/index.js'
import { counted } from '../../core/errors/wording.js'
import type { CsvFile } from '../../core/ports/data-file.js'
import type { TakeRow } from '../format/format-reader.js'
import { describeMismatch, type ValueRule, valueRule } from '../values/value-rule.js'
import type { ScannedField, ScannedRecord } from './csv-scanner.js'

interface Wanted {
  readonly column: string
  readonly isNullable: boolean
  readonly rule: ValueRule
}

/** What becomes of the records of a CSV file. */
export interface CsvRecordUse {
  /** Receives the values of every valid row. */
  readonly onRow?: TakeRow | undefined
  /** Called with what is wrong with a record, and its line. */
  readonly onInvalid: (what: string, line: number) => void
  /** Whether values are checked against their columns' schemas, such as those of `oneOf`, as well as their types. */
  readonly checksSchemas?: boolean
}

/** Turns records of a CSV file into values: the one place that knows what a CSV field means. */
export class CsvRecords {
  readonly #wanted: readonly (Wanted | undefined)[]
  readonly #file: Pick<CsvFile, 'nullIf' | 'hasHeader'>
  readonly #use: CsvRecordUse
  #records = 0

  constructor(file: Pick<CsvFile, 'fields' | 'nullIf' | 'hasHeader'>, columns: Columns, use: CsvRecordUse) {
    this.#wanted = file.fields.map((field): Wanted | undefined => {
      if (!field) return undefined
      const column = columns[field.column]!
      return {
        column: field.column,
        isNullable: column.isNullable,
        rule: use.checksSchemas
          ? withSchema(column, valueRule(column, field.timestampFormat))
          : valueRule(column, field.timestampFormat),
      }
    })
    this.#file = file
    this.#use = use
  }

  /** The number of rows, without the header. */
  get rows(): number {
    return Math.max(0, this.#records - this.#headers)
  }

  take({ line, fields, unreadable }: ScannedRecord): void {
    if (++this.#records <= this.#headers) return
    const { onRow, onInvalid } = this.#use
    if (unreadable !== undefined) return onInvalid(unreadable, line)
    const { length } = this.#wanted
    if (fields.length !== length) {
      const first = this.#file.hasHeader ? 'the header' : 'the source'
      return onInvalid(`the row has ${counted(fields.length, 'field')}, ${first} ${length}`, line)
    }
    const values: (string | null)[] = []
    let isSound = true
    for (const [i, field] of fields.entries()) {
      const wanted = this.#wanted[i]
      const read = this.#read(field, wanted)
      if (read.what !== undefined) {
        isSound = false
        onInvalid(read.what, field.line)
      } else if (wanted) values.push(read.value)
    }
    if (isSound) onRow?.(values)
  }

  get #headers(): number {
    return this.#file.hasHeader ? 1 : 0
  }

  #read(field: ScannedField, wanted: Wanted | undefined): { readonly what?: string; readonly value: string | null } {
    const none = { value: null }
    if (!field.isUtf8)
      return { ...none, what: wanted ? `the value of column "${wanted.column}" is not UTF-8` : 'a value is not UTF-8' }
    if (!wanted) return none
    const { column, isNullable, rule } = wanted
    if (!field.isQuoted && (field.text === '' || this.#file.nullIf.includes(field.text)))
      return isNullable ? none : { ...none, what: `column "${column}" is empty, but not nullable` }
    const value = rule.plain(field.text)
    return value === undefined ? { ...none, what: describeMismatch(column, rule, field.text) } : { value }
  }
}

/** The rule of a column whose schema is stricter than its type. */
function withSchema({ type, schema }: Column<unknown>, rule: ValueRule): ValueRule {
  if (type.name !== 'varchar' && type.name !== 'json') return rule
  const isValid = (value: string): boolean =>
    schema.safeParse(type.name === 'json' ? JSON.parse(value, representable) : value).success
  return {
    ...rule,
    plain: (text) => {
      const value = rule.plain(text)
      return value !== undefined && isValid(value) ? value : undefined
    },
  }
}

/** JSON has numbers and names that JavaScript values cannot hold, so the document is stored as it is. */
function representable(name: string, value: unknown): unknown {
  if (name === '__proto__') return undefined
  if (value === Number.POSITIVE_INFINITY) return Number.MAX_VALUE
  return value === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : value
}
