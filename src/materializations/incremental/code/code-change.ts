import { quotedNames } from '../../../core/errors/wording.js'
import type { CodeMark } from '../../../core/relations/relation-settings.js'
import { ALL_COLUMNS } from './code-digest.js'

/** What is different in the code of an incremental model since its table was written. */
export interface CodeChange {
  /** What changed, in words: `the expression of "amount"`. */
  readonly what: readonly string[]
  /** Whether nothing changed but that the query has new columns. */
  readonly isNewColumnOnly: boolean
}

/** @returns undefined when nothing changed, or when the two digests were made in different ways. */
export function codeChange(before: CodeMark | undefined, now: CodeMark): CodeChange | undefined {
  if (!before || before.format !== now.format) return undefined
  const isWide = ALL_COLUMNS in before.columns || ALL_COLUMNS in now.columns
  const names = Object.keys(now.columns)
  const added = isWide ? [] : names.filter((name) => !Object.hasOwn(before.columns, name))
  const gone = isWide ? [] : Object.keys(before.columns).filter((name) => !Object.hasOwn(now.columns, name))
  const changed = isWide
    ? []
    : names.filter((name) => Object.hasOwn(before.columns, name) && before.columns[name] !== now.columns[name])
  const isOther = isWide && JSON.stringify(before.columns) !== JSON.stringify(now.columns)
  const others = [
    ...(changed.length > 0 ? [`the expression${changed.length === 1 ? '' : 's'} of ${quotedNames(changed)}`] : []),
    ...(isOther ? ['the expressions of its columns'] : []),
    ...(gone.length > 0 ? [`${quotedNames(gone)}, which ${gone.length === 1 ? 'is' : 'are'} no longer returned`] : []),
    ...(before.rows === now.rows ? [] : ['what it reads, joins, filters or groups']),
    ...(before.writes === now.writes ? [] : ['its key, or how rows are written']),
  ]
  const what = [
    ...(added.length > 0 ? [`the new column${added.length === 1 ? '' : 's'} ${quotedNames(added)}`] : []),
    ...others,
  ]
  return what.length === 0 ? undefined : { what, isNewColumnOnly: others.length === 0 }
}
