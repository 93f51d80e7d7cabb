import type { Materialization } from '../ports/materialization.js'
import { brand } from './brand.js'
import type { ModelOptions } from './model-options.js'
import type { DefinitionQuery, RunFacts } from './query.js'
import type { Inputs, Ref } from './ref.js'

/**
 * A model: a frozen description without side effects. Its name is its export's name; its query can be called by hand
 * with any Kysely.
 */
export interface Model<Row> extends Ref<Row> {
  readonly kind: 'model'
  readonly materialization: Materialization
  readonly inputs: Inputs
  readonly query: DefinitionQuery<Row>
  readonly options: ModelOptions<Row>
}

/** What a materialization's definer hands over to {@link createModel}. */
export interface ModelParts {
  readonly materialization: Materialization
  readonly inputs: Inputs
  readonly query: (db: any, facts: RunFacts) => unknown
  readonly options: ModelOptions<any> | undefined
}

/** Creates a model; `view`, `table`, `incremental` and `ephemeral` are what users call. */
export function createModel<Row>(parts: ModelParts): Model<Row> {
  return brand<Model<Row>>({
    kind: 'model',
    materialization: parts.materialization,
    inputs: Object.freeze({ ...parts.inputs }),
    query: ((db, facts = { isIncremental: false }) => parts.query(db, facts)) as DefinitionQuery<Row>,
    options: Object.freeze({ ...(parts.options as ModelOptions<Row> | undefined) }),
  })
}
