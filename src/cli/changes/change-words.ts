import type { ColumnRef } from '../../core/lineage/node-lineage.js'
import type { ChangeEffect } from '../../core/state/changes.js'
import { clauseWords } from '../../core/state/clause-words.js'
import type { ChangesSince, DescribedChange } from '../../runtime/changes/changes-since.js'

/** One line about a part of a change: how it is marked, and what it says. */
export interface ChangeLine {
  /** `+` for what is added, `-` for what goes, `~` for what is another. */
  readonly mark: '+' | '-' | '~'
  readonly text: string
  readonly before?: string | undefined
  readonly now?: string | undefined
}

/** Changes by what a reviewer does about them. */
export interface SortedChanges {
  /** What is made in another way, is new or gone. */
  readonly changed: readonly DescribedChange[]
  /** What reads it, and has other values or rows. */
  readonly follows: readonly DescribedChange[]
  readonly tests: readonly DescribedChange[]
  /** Exposures, charts and analyses. */
  readonly readers: readonly DescribedChange[]
  /** How many relations a build writes again. */
  readonly built: number
}

const BUILT: ReadonlySet<ChangeEffect | undefined> = new Set(['create', 'replace', 'rebuild', 'onward'])
const RELATIONS: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot', 'source'])
const READERS: ReadonlySet<string> = new Set(['exposure', 'chart', 'analysis'])

/** Sorts the changes of a project. */
export function sortedChanges({ nodes }: ChangesSince): SortedChanges {
  const relations = nodes.filter(({ resourceType }) => RELATIONS.has(resourceType))
  return {
    changed: relations.filter(({ kind }) => kind !== 'follows'),
    follows: relations.filter(({ kind }) => kind === 'follows'),
    tests: nodes.filter(({ resourceType }) => resourceType === 'test'),
    readers: nodes.filter(({ resourceType }) => READERS.has(resourceType)),
    built: nodes.filter(({ effect }) => BUILT.has(effect)).length,
  }
}

/** What a build does about a change. */
export function effectWords({ effect, kind, resourceType }: DescribedChange): string {
  switch (effect) {
    case 'create':
      return 'new'
    case 'replace':
      return 'gets another query'
    case 'rebuild':
      return 'built again'
    case 'onward':
      return resourceType === 'snapshot'
        ? 'its history stays, and the next run records what is different'
        : 'later rows only: stored ones stay as they are until --full-refresh'
    case 'leave':
      return 'gone: its relation stays in the target until it is dropped'
    case 'none':
      return 'nothing to do'
    case 'inline':
      return 'part of what reads it'
    case undefined:
      return kind === 'follows' || kind === 'changed' ? '' : kind === 'new' ? 'new' : 'gone'
    default:
      return effect satisfies never
  }
}

/** What is different in how a node is made. */
export function changeLines(change: DescribedChange): readonly ChangeLine[] {
  const { columns, clauses, settings, materialized, kind } = change
  const settingLines = settings.map((name): ChangeLine => ({ mark: '~', text: `another ${name}` }))
  return [
    ...(materialized
      ? [{ mark: '~', text: `${materialized.before ?? 'nothing'} becomes ${materialized.now ?? 'nothing'}` } as const]
      : []),
    // Of what is new or gone as a whole, its columns say nothing more.
    ...(kind === 'new' || kind === 'removed' ? [] : columns.map((column) => columnLine(column, change))),
    ...clauses.map(
      (name): ChangeLine => ({ mark: '~', text: `rows: ${clauseWords(name)}`, ...change.clauseTexts[name] }),
    ),
    ...(change.isLaterOnly
      ? [{ mark: '~', text: 'which rows a later run reads; a full run reads the same' } as const]
      : []),
    ...settingLines,
  ]
}

function columnLine(column: DescribedChange['columns'][number], { expressions }: DescribedChange): ChangeLine {
  const type = 'type' in column && column.type !== undefined ? `, ${column.type}` : ''
  switch (column.kind) {
    case 'added':
      return { mark: '+', text: `${column.column}  new${type}` }
    case 'dropped':
      return { mark: '-', text: `${column.column}  dropped${type}` }
    case 'retyped':
      return {
        mark: '~',
        text: `${column.column}  ${column.before ?? 'unknown type'} becomes ${column.now ?? 'unknown type'}`,
      }
    case 'expression':
      return { mark: '~', text: `${column.column}  computed in another way`, ...differing(expressions[column.column]) }
    default:
      return column satisfies never
  }
}

/** Two expressions that are the same say nothing: then what is different is further in. */
function differing(texts: DescribedChange['expressions'][string] | undefined): Partial<ChangeLine> {
  return texts && texts.before !== texts.now ? texts : {}
}

/** Which columns of a node have other values because of what it reads, or why its rows are others. */
export function followedLines({ followed }: DescribedChange, nameOf: (uniqueId: string) => string): readonly string[] {
  const ref = ({ node, column }: ColumnRef): string => `${nameOf(node)}.${column}`
  const nodes = followed.rows.filter((from) => typeof from === 'string')
  // Of a node with other rows, no column has to be named.
  const refs = followed.rows.filter((from) => typeof from !== 'string').filter(({ node }) => !nodes.includes(node))
  const rows = [...new Set([...nodes.map(nameOf), ...refs.map(ref)])]
  if (rows.length > 0) return [`reads ${listed(rows)}`]
  return [...followed.columns].map(([name, from]) =>
    from.length === 0 ? name : `${name}, made of ${listed([...new Set(from.map(ref))])}`,
  )
}

/** How many names a line has at most. */
const MOST_NAMES = 6

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES
  return more > 1 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ')
}

/** The last line: how much is built. */
export function sumWords({ relations }: ChangesSince, { built, changed }: SortedChanges): string {
  const own = changed.filter(({ effect }) => BUILT.has(effect)).length
  const reading = built - own
  const others = reading > 0 ? ` ${own} changed, and ${reading} ${reading === 1 ? 'reads' : 'read'} what changed.` : ''
  return `A build writes ${built} of ${relations} ${relations === 1 ? 'relation' : 'relations'}.${others}`
}

/** What is said when nothing is different. */
export function nothingWords({ ref, commit, relations }: ChangesSince): string {
  return `Nothing changes: each of ${relations} relations is made as in ${ref} (${commit.slice(0, 8)}).`
}

/** The names of nodes, by unique id. */
export function namesOf({ lineage }: ChangesSince): (uniqueId: string) => string {
  return (uniqueId) => lineage.node(uniqueId)?.name ?? uniqueId
}
