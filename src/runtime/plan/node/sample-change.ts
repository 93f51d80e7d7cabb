import { KerrosError } from '../../../core/errors/index.js'
import { quotedNames } from '../../../core/errors/wording.js'
import type { ReadRelation } from '../../../core/plan/plan.js'
import { relationKey } from '../../../core/relations/relation.js'
import type { Materialization, MaterializationInput, RunState } from '../../../core/steps/materialization.js'
import type { Note, Step } from '../../../core/steps/step.js'
import type { PlanInput } from '../input/plan-input.js'

/**
 * What a sample means for a relation that keeps its rows: `kept` for one with all rows in a run of a sample, `rebuilt` for one that
 * an earlier run built of a sample. Otherwise nothing.
 *
 * @param isRest Whether only batches are computed that failed in the last run.
 */
export function sampleChange(
  materialization: Materialization,
  state: RunState,
  { sample, isRest }: { readonly sample: string | undefined; readonly isRest: boolean },
): 'kept' | 'rebuilt' | undefined {
  const { existing } = state
  // That code has changed is no reason to replace all rows by those of a sample.
  const asked = sample === undefined ? state : { ...state, code: () => undefined }
  if (!existing || materialization.rebuilds?.(asked)) return undefined
  if (existing.mark?.sample === undefined) return sample === undefined ? undefined : 'kept'
  return isRest && sample !== undefined ? undefined : 'rebuilt'
}

/** The steps before a relation is rebuilt that was built of a sample: its rows are part of no history. */
export function beforeRebuilt(
  { relation, existing }: Pick<MaterializationInput, 'relation' | 'existing'>,
  sample: string | undefined,
): readonly Step[] {
  if (!existing) return []
  const drop: Step = { kind: 'dropRelation', relation, type: existing.type, temporary: false }
  if (sample !== undefined) return [drop]
  const note: Note = {
    kind: 'note',
    message: `was built of a sample (${existing.mark?.sample}), and is rebuilt of all rows`,
    hint: 'Nothing is to be done.',
  }
  return [note, drop]
}

/** @throws KerrosError `E_SAMPLED` for what would read, among all rows, relations of which an earlier run built a sample only. */
export function refuseSampled(
  name: string,
  reads: readonly ReadRelation[],
  { targeted, selected, existing }: Pick<PlanInput, 'targeted' | 'selected' | 'existing'>,
): void {
  if (targeted.sample) return
  const sampled = reads.filter(
    ({ uniqueId, resourceType, relation }) =>
      (resourceType === 'source' || !selected.has(uniqueId)) &&
      existing.relations.get(relationKey(relation))?.mark?.sample !== undefined,
  )
  if (sampled.length === 0) return
  const names = sampled.map((read) => read.name)
  const isOne = names.length === 1
  throw new KerrosError(
    'E_SAMPLED',
    `"${name}" reads ${quotedNames(names)}, which ${isOne ? 'was' : 'were'} built of a sample by an earlier run`,
    {
      hint: `Build ${isOne ? 'it' : 'them'} of all rows, too, or this of a sample:`,
      commands: [`kerros run --select ${[...names, name].join(' ')}`],
      subject: name,
    },
  )
}
