import type { Diagnostic } from '../../../errors/index.js'
import { invalid } from './definition-diagnostics.js'
import { kindOf } from './option-checks.js'

/** The columns that an option names, one or several; empty for a value of another kind. */
export function columnList(value: unknown): readonly string[] {
  return ([value].flat() as readonly unknown[]).filter((column) => typeof column === 'string')
}

/** An option that names columns, but none, the same one twice, or something else than columns. */
export function checkColumnList(option: string, value: unknown): readonly Diagnostic[] {
  if (value === undefined) return []
  const given = [value].flat() as readonly unknown[]
  if (given.length === 0)
    return [invalid(`the option "${option}" names no columns`, 'Name one, or leave it out.', option)]
  const other = given.find((column) => typeof column !== 'string' || column === '')
  if (other !== undefined)
    return [
      invalid(
        `the option "${option}" has ${other === '' ? 'an empty name' : kindOf(other)} where a column is named`,
        `Name columns of the query: ${option}: ['id'].`,
        option,
      ),
    ]
  return repeated(columnList(value)).map((column) =>
    invalid(`the option "${option}" names the column "${column}" twice`, 'Name it once.', option),
  )
}

/** Names that are there before, by case only or exactly: no engine tells them apart. */
export function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return names.filter((name) => seen.size === seen.add(name.toLowerCase()).size)
}
