import type { StorageOptions } from '../../definitions/options/model-options.js'
import { columnList } from '../../definitions/options/values/check-column-list.js'
import type { Diagnostic } from '../../errors/index.js'
import type { OutputColumn } from '../../infer/output-column.js'
import type { RelationType } from '../../relations/relation.js'
import { relationTraits } from '../../relations/relation-traits.js'
import { unknownColumns } from './unknown-columns.js'

/** What is wrong with the columns that policies name: one that is not there, or whose type a masking policy needs. */
export function checkProtectedColumns(
  name: string,
  definition: {
    readonly options: StorageOptions<any>
    readonly materialization: { readonly relationType: RelationType | undefined }
  },
  columns: readonly Pick<OutputColumn, 'name' | 'type'>[],
): readonly Diagnostic[] {
  const { rowAccessPolicy, maskingPolicies = {} } = definition.options
  const masked = Object.entries(maskingPolicies)
  const named = [
    ...columnList(rowAccessPolicy?.on).map((column) => [`the rowAccessPolicy of "${name}"`, column] as const),
    ...masked.flatMap(([column, policy]) =>
      [column, ...columnList(policy?.using)].map((one) => [`the maskingPolicies of "${name}"`, one] as const),
    ),
  ]
  const unknown = unknownColumns(named, columns, 'its query does not return')
  // CREATE TABLE … AS takes a masking policy after the type of its column; a view takes it after the name.
  const type = definition.materialization.relationType
  if (type === undefined || !relationTraits[type].needsTypesToMask) return unknown
  const untyped = masked.filter(([column]) => {
    const found = columns.find((one) => one.name.toLowerCase() === column.toLowerCase())
    return found !== undefined && found.type === undefined
  })
  return [
    ...unknown,
    ...untyped.map(
      ([column]): Diagnostic => ({
        code: 'E_COLUMNS_UNKNOWN',
        message: `the type of "${column}" in "${name}" is not known, and its masking policy needs it`,
        hint: 'Say it with a contract, or cast the column with castTo.',
      }),
    ),
  ]
}
