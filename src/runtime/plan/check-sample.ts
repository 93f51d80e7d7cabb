import type { Sample } from '../../core/batches/sample.js'
import { eventTimeOf, sampleKeyOf } from '../../core/compile/rows/filtered-inputs.js'
import type { RelationDefinition } from '../../core/definitions/definition.js'
import { KerrosError } from '../../core/errors/index.js'
import { isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'

/**
 * @param nodes The selected nodes.
 * @throws KerrosError `E_INVALID_OPTION` for a sample that has fewer rows of nothing that the selected nodes are made from: all would be built of all rows.
 */
export function checkSample({ text, time, share }: Sample, nodes: readonly ProjectNode[]): void {
  const inputs = inputsOf(nodes)
  const missing = [
    ...(time && !inputs.some((input) => eventTimeOf(input) !== undefined) ? ['eventTime'] : []),
    ...(share !== undefined && !inputs.some((input) => sampleKeyOf(input) !== undefined) ? ['sampleKey'] : []),
  ]
  const [option] = missing
  if (option === undefined) return
  const example = option === 'eventTime' ? "eventTime: 'ordered_at'" : "sampleKey: 'customer_id'"
  throw new KerrosError(
    'E_INVALID_OPTION',
    `--sample "${text}" would leave out no rows: nothing that the selected models are made from has the option "${option}"`,
    {
      hint: `Say how to choose rows of what is large: source('raw', { … }, { tables: { orders: { ${example} } } }).`,
    },
  )
}

/** What models and snapshots read, and what that is made from: an earlier run may have built it of a sample. */
function inputsOf(nodes: readonly ProjectNode[]): readonly RelationDefinition[] {
  const found = new Set<RelationDefinition>()
  const visit = (definition: RelationDefinition): void => {
    if (definition.kind !== 'model' && definition.kind !== 'snapshot') return
    for (const input of Object.values(definition.inputs) as RelationDefinition[]) {
      if (found.has(input)) continue
      found.add(input)
      visit(input)
    }
  }
  for (const node of nodes) if (isBuildable(node)) visit(node.definition)
  return [...found]
}
