import type { Diagnostic } from '../errors/index.js'
import type { DefinitionQuery } from '../query/query.js'
import type { Ref } from '../query/ref.js'
import type { Materialization } from '../steps/materialization.js'
import { checkBuildHooks } from './hooks/hook-list.js'
import { brand } from './options/brand.js'
import { checkAudit } from './options/check-audit.js'
import { checkStorage } from './options/check-storage.js'
import { checkColumnOptions } from './options/column-checks.js'
import { checkEventTime } from './options/event-time.js'
import type { ModelOptions } from './options/model-options.js'
import { checkPlacement } from './options/placement-options.js'
import { checkAbout } from './options/values/option-checks.js'

/** The recorded history of a relation (slowly changing dimension, type 2). */
export interface Snapshot<Row> extends Ref<Row> {
  readonly kind: 'snapshot'
  /** How changes become versions. */
  readonly materialization: Materialization
  /** The relation whose history is recorded. */
  readonly inputs: { readonly source: Ref<any> }
  /** Selects all rows of the recorded relation. */
  readonly query: DefinitionQuery<unknown>
  /** The options that every model has, as they were passed. */
  readonly options: ModelOptions<any>
  /** Columns that the snapshot adds to the source's, in order, with their types. */
  readonly metaColumns: readonly { readonly name: string; readonly type: 'timestamp' | 'varchar' | 'boolean' }[]
}

/** What the snapshot's definer hands over to {@link createSnapshot}. */
export interface SnapshotParts {
  readonly materialization: Materialization
  readonly of: Ref<any>
  readonly options: ModelOptions<any>
  readonly metaColumns: Snapshot<any>['metaColumns']
  /** What is wrong with the options that only snapshots have. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Creates a snapshot; `snapshot` is what users call, which says what the type checker sees. */
export function createSnapshot<S extends Snapshot<any>>(parts: SnapshotParts): S {
  const { columns } = parts.options
  const diagnostics = [
    ...parts.diagnostics,
    ...checkAbout(parts.options),
    ...checkEventTime(parts.options.eventTime),
    ...checkColumnOptions(columns),
    ...checkStorage(parts.options, parts.materialization.relationType),
    ...checkAudit(parts.options.audit, parts.materialization),
    ...checkPlacement(parts.options),
    ...checkBuildHooks(parts.options, parts.materialization.relationType),
  ]
  const created: Omit<Snapshot<any>, symbol> = {
    kind: 'snapshot',
    materialization: parts.materialization,
    inputs: Object.freeze({ source: parts.of }),
    query: (db) => db.selectFrom('source').selectAll(),
    options: Object.freeze({ ...parts.options }),
    metaColumns: parts.metaColumns,
  }
  return brand<S>(created as Omit<S, symbol>, diagnostics)
}
