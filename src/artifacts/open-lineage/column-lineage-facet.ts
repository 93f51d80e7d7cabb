import type { Decider, ValueOrigin } from '../../core/lineage/node-lineage.js'
import type { How, Reason } from '../../core/lineage/reasons.js'
import type { DatasetName } from './open-lineage-event.js'
import type { TableLineage } from './table-lineage.js'

/** OpenLineage's words for how a value is made. */
const DIRECT: { readonly [H in How]: string } = {
  copied: 'IDENTITY',
  renamed: 'IDENTITY',
  transformed: 'TRANSFORMATION',
  aggregated: 'AGGREGATION',
}

/** OpenLineage's words for what a column decides by. The description of the transformation has kerros' own. */
const INDIRECT: { readonly [R in Reason]: string } = {
  where: 'FILTER',
  since: 'FILTER',
  touched: 'FILTER',
  having: 'FILTER',
  qualify: 'FILTER',
  limit: 'FILTER',
  filter: 'FILTER',
  subquery: 'FILTER',
  union: 'FILTER',
  intersect: 'FILTER',
  except: 'FILTER',
  'unique key': 'FILTER',
  'new version': 'FILTER',
  batch: 'FILTER',
  'raw sql': 'FILTER',
  join: 'JOIN',
  lateral: 'JOIN',
  'group by': 'GROUP_BY',
  distinct: 'GROUP_BY',
  'order by': 'SORT',
  window: 'WINDOW',
  case: 'CONDITIONAL',
}

/** A column of another table, and what is made of it. */
interface InputField extends DatasetName {
  readonly field: string
  readonly transformations: readonly Transformation[]
}

interface Transformation {
  readonly type: 'DIRECT' | 'INDIRECT'
  readonly subtype: string
  readonly description: string
  readonly masking: false
}

/**
 * The content of OpenLineage's facet `columnLineage`: for each column those that it is made of, and apart from them those that
 * decide which rows there are.
 *
 * @param nameOf The table of a node; `undefined` for what leaves none.
 * @see https://openlineage.io/docs/spec/facets/dataset-facets/column_lineage_facet
 */
export function columnLineageFacet(
  { columns, rows }: TableLineage,
  nameOf: (uniqueId: string) => DatasetName | undefined,
): { readonly fields: object; readonly dataset: readonly InputField[] } {
  const fields = [...columns].map(([name, { values, deciders }]) => {
    const inputFields = inputFieldsOf([...values.map(direct), ...deciders.map(indirect)], nameOf)
    return [name, { inputFields }] as const
  })
  return {
    fields: Object.fromEntries(fields.filter(([, { inputFields }]) => inputFields.length > 0)),
    dataset: inputFieldsOf(rows.map(indirect), nameOf),
  }
}

interface Use {
  readonly node: string
  readonly column: string
  readonly transformation: Transformation
}

function direct({ node, column, how }: ValueOrigin): Use {
  return { node, column, transformation: { type: 'DIRECT', subtype: DIRECT[how], description: how, masking: false } }
}

function indirect({ node, column, why }: Decider): Use {
  return {
    node,
    column,
    transformation: { type: 'INDIRECT', subtype: INDIRECT[why], description: why, masking: false },
  }
}

/** One for each column, with all that is made of it. */
function inputFieldsOf(
  uses: readonly Use[],
  nameOf: (uniqueId: string) => DatasetName | undefined,
): readonly InputField[] {
  const fields = new Map<string, InputField>()
  for (const { node, column, transformation } of uses) {
    const table = nameOf(node)
    if (!table) continue
    const key = JSON.stringify([node, column])
    const known = fields.get(key)
    const transformations = [...(known?.transformations ?? []), transformation]
    fields.set(key, { ...table, field: column, transformations })
  }
  return [...fields.values()]
}
