import { columnList } from '../../core/definitions/options/values/check-column-list.js'
import type { ArtifactNode } from '../artifact-project.js'

/** A constraint of a model, with the fields that are NULL, too: readers ask for them. */
export interface ManifestConstraint {
  readonly type: 'not_null' | 'primary_key' | 'unique' | 'check' | 'foreign_key'
  readonly name: string | null
  readonly expression: string | null
  readonly warn_unenforced: true
  readonly warn_unsupported: true
  readonly to: string | null
  readonly to_columns: readonly string[]
  readonly columns: readonly string[]
}

const NOTHING = {
  name: null,
  expression: null,
  warn_unenforced: true,
  warn_unsupported: true,
  to: null,
  to_columns: [],
} as const

/** The constraints of a model as dbt has them at the level of a model. */
export function manifestConstraints(
  { node, checks = {} }: ArtifactNode,
  relationName: (of: unknown) => string | null,
): readonly ManifestConstraint[] {
  if (node.resourceType !== 'model' || node.definition.kind !== 'model') return []
  const { notNull, primaryKey, unique = [], foreignKey = [], check = {} } = node.definition.options.constraints ?? {}
  return [
    ...(notNull === undefined ? [] : [{ ...NOTHING, type: 'not_null', columns: columnList(notNull) } as const]),
    ...(primaryKey === undefined
      ? []
      : [{ ...NOTHING, type: 'primary_key', columns: columnList(primaryKey) } as const]),
    ...unique.map((key) => ({ ...NOTHING, type: 'unique', columns: columnList(key) }) as const),
    ...Object.keys(check).map(
      (name) => ({ ...NOTHING, type: 'check', name, expression: checks[name] ?? null, columns: [] }) as const,
    ),
    ...foreignKey.map(({ to, columns }): ManifestConstraint => {
      return {
        ...NOTHING,
        type: 'foreign_key',
        columns: Object.keys(columns),
        to: relationName(to),
        to_columns: Object.values(columns),
      }
    }),
  ]
}
