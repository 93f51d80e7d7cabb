import type { Columns } from '../../columns/index.js'
import { valueTypeOf } from '../../columns/value-type.js'
import type { RelationDefinition } from '../../definitions/definition.js'
import type { OutputColumn } from '../../infer/output-column.js'
import type { DefinitionQuery } from '../../query/query.js'
import type { Inputs } from '../../query/ref.js'

/** Where columns come from that are not declared. */
export interface ColumnLookup {
  ofInput(definition: RelationDefinition): readonly OutputColumn[] | undefined
  ofQuery(subject: {
    readonly inputs: Inputs
    readonly query: DefinitionQuery<any>
    readonly definition: RelationDefinition
  }): readonly OutputColumn[] | undefined
}

/** The columns of a definition: as declared, as its contract says, or as its query returns. */
export function definitionColumns(
  definition: RelationDefinition,
  lookup: ColumnLookup,
): readonly OutputColumn[] | undefined {
  switch (definition.kind) {
    case 'source':
    case 'seed':
      return declaredColumns(definition.columns)
    case 'snapshot': {
      const source = lookup.ofInput(definition.inputs.source as RelationDefinition)
      return source && [...source, ...definition.metaColumns.map(({ name, type }) => ({ name, type: { name: type } }))]
    }
    case 'model': {
      const contract = definition.options.contract as Columns | undefined
      if (contract) return declaredColumns(contract)
      return lookup.ofQuery({ inputs: definition.inputs, query: definition.query, definition })
    }
    default:
      return definition satisfies never
  }
}

/** Declared columns as a query would return them. */
export function declaredColumns(columns: Columns): readonly OutputColumn[] {
  return Object.entries(columns).map(([name, column]) => ({
    name,
    type: column.type,
    values: valueTypeOf(column.type),
    ...(column.isNullable && { isNullable: true }),
  }))
}
