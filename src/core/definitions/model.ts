import type { Diagnostic } from '../errors/index.js'
import type { DefinitionQuery, RunFacts } from '../query/query.js'
import type { Inputs, Ref } from '../query/ref.js'
import type { Materialization } from '../steps/materialization.js'
import { checkBuildHooks } from './hooks/hook-list.js'
import { brand } from './options/brand.js'
import { checkAudit } from './options/check-audit.js'
import { checkConstraints } from './options/check-constraints.js'
import { checkQuery } from './options/check-query.js'
import { checkStorage } from './options/check-storage.js'
import { checkColumnOptions, checkDeclaredColumns } from './options/column-checks.js'
import { checkEventTime } from './options/event-time.js'
import { MODEL_OPTIONS, type ModelOptions } from './options/model-options.js'
import { checkPlacement } from './options/placement-options.js'
import { checkAbout, checkOptionNames, type OptionNames, objectOrEmpty } from './options/values/option-checks.js'
import { withWritten, writtenQuery } from './options/written-query.js'

/**
 * A model: a frozen description without side effects. Its name is its export's name; its query can be called by hand
 * with any Kysely.
 */
export interface Model<Row> extends Ref<Row> {
  readonly kind: 'model'
  /** How the query becomes a relation: view, table, incremental table, … */
  readonly materialization: Materialization
  /** The relations that the query reads, by the names that it uses. */
  readonly inputs: Inputs
  /** The query as it was passed. It can be called by hand, with any Kysely that has the inputs as tables. */
  readonly query: DefinitionQuery<Row>
  /** The options as they were passed. */
  readonly options: ModelOptions<any>
}

/** What a materialization's definer hands over to {@link createModel}. */
export interface ModelParts {
  readonly materialization: Materialization
  readonly inputs: Inputs
  readonly query: (db: any, facts: RunFacts) => unknown
  readonly options: ModelOptions<any> | undefined
  /** The options that the materialization adds to those of every model. */
  readonly optionNames?: OptionNames<any>
  /** What is wrong with them. */
  readonly diagnostics?: readonly Diagnostic[]
}

/** Creates a model; `view`, `table`, `incremental` and `ephemeral` are what users call, which say what the type checker sees. */
export function createModel<M extends Model<any>>(parts: ModelParts): M {
  checkQuery(parts.materialization.name, parts.inputs, parts.query)
  const model: Omit<Model<any>, symbol> = {
    kind: 'model',
    materialization: parts.materialization,
    inputs: Object.freeze({ ...parts.inputs }),
    query: withWritten<DefinitionQuery<any>>(
      ((db, facts = { isIncremental: false }) => parts.query(db, facts)) as DefinitionQuery<any>,
      writtenQuery(parts.query),
    ),
    options: Object.freeze({ ...parts.options }),
  }
  return brand<M>(model as Omit<M, symbol>, checkModel(parts))
}

function checkModel({ materialization, options, optionNames, diagnostics = [] }: ModelParts): readonly Diagnostic[] {
  if (options === undefined) return diagnostics
  const { columns, contract, constraints } = objectOrEmpty(options)
  return [
    ...checkOptionNames(options, { ...MODEL_OPTIONS, ...optionNames }),
    ...checkAbout(objectOrEmpty(options)),
    ...checkEventTime(objectOrEmpty(options).eventTime),
    ...checkColumnOptions(columns),
    ...checkStorage(objectOrEmpty(options), materialization.relationType),
    ...checkAudit(objectOrEmpty(options).audit, materialization),
    ...checkPlacement(objectOrEmpty(options)),
    ...checkBuildHooks(objectOrEmpty(options), materialization.relationType),
    ...checkConstraints(constraints, materialization),
    ...(contract === undefined ? [] : checkDeclaredColumns(contract)),
    ...diagnostics,
  ]
}
