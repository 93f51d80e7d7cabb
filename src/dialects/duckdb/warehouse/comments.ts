import type { Relation } from '../../../core/relations/relation.js'
import { commentWithMark } from '../../../core/relations/relation-mark.js'
import type { CreateTableAs, CreateView, PublishTable } from '../../../core/steps/step.js'
import type { StepWriter } from '../../shared/render-step.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { duckDbLiterals } from '../text/duckdb-literals.js'

/** How relations and schemas are named in SQL. */
export type Names = Pick<StepWriter, 'quoteRelation' | 'quoteSchema'>

/** The descriptions that are to be written down. @see https://duckdb.org/docs/stable/sql/statements/comment_on */
export function comments(
  { relation, settings }: CreateView | CreateTableAs | PublishTable,
  type: 'view' | 'table',
  names: Names,
): readonly string[] {
  const { persistDocs, description, columns = [], mark } = settings
  const whole = commentWithMark(persistDocs?.relation ? (description ?? '') : '', mark)
  const own = whole === '' ? [] : [`comment on ${type} ${names.quoteRelation(relation)} is ${commentText(whole)}`]
  if (!persistDocs?.columns) return own
  return [
    ...own,
    ...columns.flatMap(({ name, description: comment }) =>
      comment ? columnComment(relation, name, comment, names) : [],
    ),
  ]
}

/** The comment of one column. */
export function columnComment(relation: Relation, column: string, comment: string, names: Names): readonly string[] {
  return [`comment on column ${names.quoteRelation(relation)}.${quoteIdentifier(column)} is ${commentText(comment)}`]
}

/** A comment as DuckDB takes it. */
export function commentText(comment: string): string {
  return comment === '' ? 'null' : `'${duckDbLiterals.escapeText(comment)}'`
}
