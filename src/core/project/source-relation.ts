import type { Source } from '../definitions/source.js'
import type { Relation } from '../relations/relation.js'

/**
 * The relation of a source.
 *
 * @param database The target's, for sources that name none.
 */
export function sourceRelation(source: Source<any>, { database }: { readonly database: string }): Relation {
  const relation = { database: source.database ?? database, schema: source.schema, name: source.name }
  if (!source.exact) return Object.freeze(relation)
  return Object.freeze({ ...relation, isExact: true, exactColumns: Object.keys(source.columns) })
}
