import type { ExistingRelation, Relation } from '../../core/relations/relation.js'
import type { MaterializationInput } from '../../core/steps/materialization.js'
import type { AssertColumnTypes } from '../../core/steps/step.js'
import { expectedTypes } from './kept-types.js'
import type { OnSchemaChange } from './schema-change.js'

/**
 * The step that compares the types of new rows with those of the stored columns. Without `onSchemaChange` in the model, columns of
 * another type are noted; with `ignore` they are accepted silently.
 */
export function checkTypes(
  { contract, dialect, columns: returned }: MaterializationInput,
  batch: Relation,
  policy: OnSchemaChange | undefined,
  { columns }: ExistingRelation,
): readonly AssertColumnTypes[] {
  const read = policy === 'ignore' || dialect.capabilities.isRemote ? undefined : batch
  const expected = policy === 'ignore' || read ? {} : expectedTypes(returned)
  if (!read && !contract && Object.keys(expected).length === 0) return []
  const onChange = policy === undefined ? 'note' : 'fail'
  const hint = 'Run with --full-refresh, or cast in the query with castTo(…).'
  return [{ kind: 'assertColumnTypes', stored: columns, expected, batch: read, contract, onChange, hint }]
}
