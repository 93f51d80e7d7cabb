import type { ModelOptions } from '../../core/definitions/options/model-options.js'
import { ownValue } from '../../core/definitions/options/own-value.js'
import type { OutputColumn } from '../../core/infer/output-column.js'
import type { RelationSettings } from '../../core/relations/relation-settings.js'

/** How a definition wants its relation to be stored. */
export function relationSettings(
  options: Omit<ModelOptions<any>, 'contract'>,
  columns: readonly OutputColumn[],
): RelationSettings {
  const { clusterBy, transient, copyGrants, secure, grants, persistDocs, description } = options
  const { rowAccessPolicy, maskingPolicies, snowflakeTags, dataRetentionDays } = options
  const described = options.columns as { readonly [name: string]: { readonly description?: string } } | undefined
  return {
    clusterBy: clusterBy === undefined ? undefined : ([clusterBy].flat() as string[]),
    transient,
    copyGrants,
    secure,
    grants,
    persistDocs,
    rowAccessPolicy,
    maskingPolicies: maskingPolicies as RelationSettings['maskingPolicies'],
    snowflakeTags,
    dataRetentionDays,
    description,
    columns: columns.map(({ name, type }) => ({ name, type, description: ownValue(described, name)?.description })),
  }
}
