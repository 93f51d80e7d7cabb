import { KerrosError } from '../../../core/errors/index.js'
import type { ExistingRelation } from '../../../core/relations/relation.js'
import type { CodeMark } from '../../../core/relations/relation-settings.js'
import type { MaterializationInput, RunState } from '../../../core/steps/materialization.js'
import type { Note } from '../../../core/steps/step.js'
import type { IncrementalOptions } from '../incremental-options.js'
import type { IncrementalSettings } from '../incremental-settings.js'
import { withRunConditions } from '../run-conditions.js'
import { codeChange } from './code-change.js'
import { codeDigest } from './code-digest.js'
import { changeNotes } from './on-change.js'

/**
 * Digests of a model's code; `undefined` where its rows are made of nothing.
 *
 * @param isStored Whether the table has a column, or gets it. What is not stored is made of no code.
 */
export function incrementalCode(
  { code: codeOf }: Pick<RunState, 'code'>,
  defined: IncrementalSettings,
  isStored: (column: string) => boolean = () => true,
): CodeMark | undefined {
  const code = codeOf()
  if (!code) return undefined
  const { options, strategyName, whenMatched, predicate } = withRunConditions(defined, code.expression)
  const { uniqueKey, groupKey, partitionBy, watermark, mergeUpdateColumns, mergeExcludeColumns } = options
  return codeDigest(code.query, code.columns.filter(isStored), {
    keys: { uniqueKey, groupKey, partitionBy, watermark, mergeUpdateColumns, mergeExcludeColumns },
    strategyName,
    whenMatched: whenMatched()?.map(({ and, action }) => [and?.node, action]),
    predicate: predicate()?.node,
  })
}

/** Whether a table has a column after a run: `onSchemaChange` adds those that it lacks, or leaves them out. */
export function isStoredIn(
  { columns }: ExistingRelation,
  { onSchemaChange }: IncrementalOptions<any>,
): (column: string) => boolean {
  if (addsColumns(onSchemaChange)) return () => true
  const stored = new Set(columns.map(({ name }) => name.toLowerCase()))
  return (column) => stored.has(column.toLowerCase())
}

function addsColumns(policy: IncrementalOptions<any>['onSchemaChange']): boolean {
  return policy === 'append_new_columns' || policy === 'sync_all_columns'
}

/** Whether a run makes the whole table, as a first one does: because it is asked to, or because its code changed. */
export function isBuiltWhole(run: RunState, settings: IncrementalSettings): boolean {
  const { existing, fullRefresh, onChange } = run
  if (existing?.type !== 'table' || (settings.options.fullRefresh ?? fullRefresh)) return true
  if (onChange !== 'fullRefresh' || !existing.mark?.code) return false
  const code = incrementalCode(run, settings)
  return code !== undefined && codeChange(existing.mark.code, code) !== undefined
}

/**
 * What a run over a stored table says of changed code before it writes.
 *
 * @throws KerrosError `E_CHANGED_CODE` where it is refused.
 */
export function changeSaid(
  { name, existing, onChange = 'note' }: Pick<MaterializationInput, 'name' | 'existing' | 'onChange'>,
  code: CodeMark | undefined,
  { onSchemaChange }: IncrementalOptions<any>,
): readonly Note[] {
  const change = code && codeChange(existing?.mark?.code, code)
  if (!change) return []
  return changeNotes(name, change, { onChange, addsColumns: addsColumns(onSchemaChange) })
}

/** @throws KerrosError `E_INVALID_OPTION` where a folder rebuilds what a model protects. */
export function checkOnChange(
  { name, onChange }: Pick<MaterializationInput, 'name' | 'onChange'>,
  { fullRefresh }: IncrementalOptions<any>,
): void {
  if (onChange !== 'fullRefresh' || fullRefresh !== false) return
  throw new KerrosError(
    'E_INVALID_OPTION',
    `the defaults of its folder rebuild "${name}" when its code changes, and its fullRefresh: false protects it from that`,
    { hint: "Give the model an onChange of its own: 'note', 'fail' or 'forwardOnly'.", subject: name },
  )
}
