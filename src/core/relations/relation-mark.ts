import type { RelationMark } from './relation-settings.js'

/** The last line: a description may have a line like it. */
const MARK = /(?:^|\n)kerros: (\{[^\n]*\})$/

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
