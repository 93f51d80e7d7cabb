import type { Reason } from './reasons.js'
import type { Level, RowsCondition, TracedColumn, TracedCondition, TracedRows, Uses } from './traced-column.js'

/** What part an expression has in what is made of it: it gives the value, or it decides which value there is. */
export type Role =
  | { readonly kind: 'value'; readonly level: Level }
  | { readonly kind: 'condition'; readonly why: Reason }

/** The role of what a value is computed from. What only decides stays that. */
export function raised(role: Role, level: Level): Role {
  return role.kind === 'value' && role.level < level ? { kind: 'value', level } : role
}

/** The role of what a value is chosen by. */
export function choosing(role: Role, why: Reason): Role {
  return role.kind === 'value' ? { kind: 'condition', why } : role
}

/** Collects what an expression is made of. */
export class UsesCollector implements Uses {
  readonly values = new Map<TracedColumn, Level>()
  readonly conditions: TracedCondition[] = []
  readonly rows: RowsCondition[] = []
  isOpaque = false

  add(column: TracedColumn, role: Role): void {
    if (role.kind === 'condition') this.conditions.push({ column, why: role.why })
    else this.values.set(column, Math.max(role.level, this.values.get(column) ?? 0) as Level)
  }

  addRows(rows: TracedRows, role: Role): void {
    this.rows.push({ rows, why: role.kind === 'condition' ? role.why : 'subquery' })
  }
}
