import type { Grants, Protection } from './relation-settings.js'

/**
 * How a relation that is kept was built, as its comment says in the warehouse. It is written with the relation and goes
 * where it goes: it is cloned, renamed and dropped with it, and read together with what exists.
 */
export interface RelationMark {
  /** dbt's name of the materialization. */
  readonly kind: string
  /** What cannot be built again: the history of a snapshot, the rows of an incremental with `fullRefresh: false`. */
  readonly keeps?: 'history' | 'rows' | undefined
  readonly uniqueKey?: readonly string[] | undefined
  readonly strategy?: string | undefined
  readonly watermark?: string | undefined
  /** The column by which a snapshot notices changes. */
  readonly updatedAt?: string | undefined
  /** The names of the columns that a snapshot adds. */
  readonly names?: { readonly [option: string]: string } | undefined
  /** A digest of all that a dynamic table is made of, but for what can be altered. */
  readonly definition?: string | undefined
  /** Which descriptions were written down with it. */
  readonly persisted?: readonly ('relation' | 'columns')[] | undefined
  /** What kerros has granted on it. */
  readonly grants?: Grants | undefined
  /** The policies, tags and retention that kerros has set. */
  readonly protection?: Protection | undefined
}

const MARK = /(?:^|\n)kerros: (\{.*\})$/s

/** A comment for people, and the mark after it. */
export function commentWithMark(text: string, mark: RelationMark | undefined): string {
  if (!mark) return text
  const line = `kerros: ${JSON.stringify(mark)}`
  return text === '' ? line : `${text}\n${line}`
}

/** The two parts of a comment. What is not a mark, or a broken one, is text. */
export function readComment(comment: string | null | undefined): {
  readonly text: string
  readonly mark: RelationMark | undefined
} {
  const whole = comment ?? ''
  const found = MARK.exec(whole)
  const mark = found && parsed(found[1]!)
  return mark ? { text: whole.slice(0, found.index), mark } : { text: whole, mark: undefined }
}

function parsed(json: string): RelationMark | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && 'kind' in value ? (value as RelationMark) : undefined
  } catch {
    return undefined
  }
}
