import type { Constraint } from '../../../core/relations/constraint.js'
import type { DeclaredConstraint } from '../../../core/relations/declared-constraint.js'
import type { ExistingColumn } from '../../../core/relations/relation.js'
import { commentWithMark } from '../../../core/relations/relation-mark.js'
import type { CloneTable } from '../../../core/steps/audit-steps.js'
import type { PublishTable } from '../../../core/steps/step.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { columnComment, comments, commentText, type Names } from './comments.js'

/**
 * Puts the rows of a table in the place of another. One with constraints is declared with the types of these rows first:
 * DuckDB adds no UNIQUE and no CHECK to a table that is there.
 *
 * @param like The columns of the rows; `undefined` for readers, before they are known.
 * @see https://duckdb.org/docs/stable/sql/constraints
 */
export function publishTable(
  step: PublishTable,
  like: readonly ExistingColumn[] | undefined,
  names: Names,
): readonly string[] {
  const { relation, from, constraints = [] } = step
  const [table, rows] = [names.quoteRelation(relation), names.quoteRelation(from)]
  const create =
    constraints.length === 0
      ? [`create or replace table ${table} as from ${rows}`]
      : [
          `create or replace table ${table} (${[...columns(like, constraints), ...constraints.flatMap(clause)].join(', ')})`,
          `insert into ${table} from ${rows}`,
        ]
  return [...create, ...comments(step, 'table', names), `drop table ${rows}`]
}

/** Copies a table with its comments, and with those constraints that kerros has declared of it. */
export function cloneTable({ relation, from, like }: CloneTable, names: Names): readonly string[] {
  const [table, rows] = [names.quoteRelation(relation), names.quoteRelation(from)]
  const declared = (like.mark?.constraints ?? []).filter(({ isDeclared }) => isDeclared !== false)
  const whole = commentWithMark(like.comment ?? '', like.mark)
  return [
    ...(declared.length === 0
      ? [`create or replace table ${table} as from ${rows}`]
      : [
          `create or replace table ${table} (${[...columns(like.columns, declared), ...declared.flatMap(clause)].join(', ')})`,
          `insert into ${table} from ${rows}`,
        ]),
    ...(whole === '' ? [] : [`comment on table ${table} is ${commentText(whole)}`]),
    ...like.columns.flatMap(({ name, comment }) => (comment ? columnComment(relation, name, comment, names) : [])),
  ]
}

/** A constraint that is declared, or was. */
type Declared = Constraint | DeclaredConstraint

function columns(like: readonly ExistingColumn[] | undefined, constraints: readonly Declared[]): readonly string[] {
  if (!like) return ['/* columns and types of the rows, read at run time */']
  const required = new Set(
    constraints.flatMap((one) =>
      one.kind === 'notNull' ? (one.columns ?? []).map((column) => column.toLowerCase()) : [],
    ),
  )
  return like.map(
    ({ name, type }) => `${quoteIdentifier(name)} ${type}${required.has(name.toLowerCase()) ? ' not null' : ''}`,
  )
}

function clause(constraint: Declared): readonly string[] {
  switch (constraint.kind) {
    case 'primaryKey':
      return [`primary key (${list(constraint.columns ?? [])})`]
    case 'unique':
      return [`unique (${list(constraint.columns ?? [])})`]
    case 'check':
      return [
        `constraint ${quoteIdentifier(constraint.name ?? '')} check (${'sql' in constraint ? constraint.sql : constraint.says})`,
      ]
    default:
      return []
  }
}

function list(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ')
}
