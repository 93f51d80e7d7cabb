import { isRelationDefinition, type RelationDefinition } from '../../definitions/definition.js'
import { columnList } from '../../definitions/options/values/check-column-list.js'
import type { Inputs } from '../../query/ref.js'

/** The column by which a microbatch model filters a relation; `undefined` where the relation is read whole. */
export function eventTimeOf(definition: RelationDefinition): string | undefined {
  return definition.kind === 'source' ? definition.eventTime : definition.options.eventTime
}

/** The column by which `--sample` chooses a share of a relation's rows; `undefined` where it chooses none. */
export function sampleKeyOf(definition: RelationDefinition): string | undefined {
  return definition.kind === 'source' ? definition.sampleKey : undefined
}

/** The inputs of which a batch has only its own rows, by their names. */
export function filteredInputs(
  inputs: Inputs,
  options: object,
): readonly (readonly [name: string, input: RelationDefinition, eventTime: string])[] {
  const { wholeInputs } = options as { readonly wholeInputs?: unknown }
  const whole = new Set(columnList(wholeInputs))
  return Object.entries(inputs).flatMap(([name, input]) => {
    const eventTime = isRelationDefinition(input) ? eventTimeOf(input) : undefined
    return eventTime === undefined || whole.has(name) ? [] : [[name, input as RelationDefinition, eventTime] as const]
  })
}
