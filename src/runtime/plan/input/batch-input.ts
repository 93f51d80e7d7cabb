import type { FailedBatches } from '../../../core/batches/failed-batches.js'
import type { Interval } from '../../../core/batches/interval.js'
import { filteredInputs } from '../../../core/compile/rows/filtered-inputs.js'
import type { Model } from '../../../core/definitions/model.js'
import { intervalLedger, type RecordedInterval } from '../../../core/relations/interval-ledger.js'
import { type Relation, relationKey } from '../../../core/relations/relation.js'
import type { BatchInput, FilteredInput } from '../../../core/steps/materialization.js'
import type { TargetedProject } from '../../open/targeted-project.js'

/** What a run knows of batches: which ones it is asked for, and which ones are complete. */
export interface BatchChoices {
  /** Only batches that contain a time of it. */
  readonly window?: Interval | undefined
  /** For nodes of which some batches have failed: only these, by unique id. */
  readonly only?: ReadonlyMap<string, FailedBatches> | undefined
  /** What is recorded, by the {@link relationKey} of a relation. */
  readonly recorded?: ReadonlyMap<string, readonly RecordedInterval[]> | undefined
}

/** What a model that is computed in batches has to know when it plans. */
export function batchInput(
  definition: Model<any>,
  { uniqueId, relation }: { readonly uniqueId: string; readonly relation: Relation },
  targeted: TargetedProject,
  { window, only, recorded }: BatchChoices = {},
): BatchInput {
  return {
    window,
    only: only?.get(uniqueId),
    ledger: intervalLedger(relation.database),
    recorded: recorded?.get(relationKey(relation)) ?? [],
    filtered: timesOfInputs(definition, targeted),
  }
}

/** The inputs of a model of which a batch has only its own rows. */
function timesOfInputs(
  { inputs, options }: Model<any>,
  { compiler, project }: TargetedProject,
): readonly FilteredInput[] {
  const found = new Map(filteredInputs(inputs, options).map(([, input, eventTime]) => [input, eventTime]))
  return [...found].map(([definition, column]) => {
    const name = project.nodeOf.get(definition)?.name ?? 'an input'
    const query = (db: any) => db.selectFrom('i').select(`i.${column}`)
    const { node, columns } = compiler.compile({ name, inputs: { i: definition }, query })
    return { name, time: { column, type: columns?.[0]?.type }, times: node }
  })
}
