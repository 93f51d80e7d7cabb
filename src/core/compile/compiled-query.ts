import type { OperationNode } from 'kysely'
import type { RelationDefinition } from '../definitions/definition.js'
import type { OutputColumn } from '../infer/output-column.js'
import type { DefinitionQuery } from '../query/query.js'
import type { Inputs } from '../query/ref.js'
import type { Relation } from '../relations/relation.js'
import type { LeftOutRows } from '../steps/left-out-rows.js'
import type { InputColumn } from './checks/check-input-columns.js'

/** A query to compile. */
export interface QuerySubject {
  readonly name: string
  readonly file?: string | undefined
  readonly inputs: Inputs
  readonly query: DefinitionQuery<any>
  /** The relation that an incremental query compares with. */
  readonly self?: Relation | undefined
  /** Other relations of some of its inputs: the candidates of a test. */
  readonly candidates?: ReadonlyMap<RelationDefinition, Relation> | undefined
  /** Columns of its inputs that are checked beforehand. */
  readonly namedColumns?: readonly InputColumn[] | undefined
  /** The definition whose query this is; its columns are worked out once. */
  readonly definition?: RelationDefinition | undefined
  /** Whether its rows are read by their types, as those of every model are. */
  readonly hasTypedRows?: boolean | undefined
  /** Whether it may change something, as a hook does, and returns no rows that anyone reads. */
  readonly isStatement?: boolean | undefined
}

/** A compiled query: relations in place of inputs, ephemerals as common table expressions. */
export interface CompiledQuery {
  readonly node: OperationNode
  /** `undefined` when raw SQL hides them and there is no contract. */
  readonly columns: readonly OutputColumn[] | undefined
  /**
   * The columns of the groups that an incremental query computes again as a whole, for each `touched` in it. When there are
   * any, `node` returns the keys of the groups too, as batchQuery(…) says.
   */
  readonly touchedGroups: readonly (readonly string[])[]
  /** What a later run's query leaves out of the rows of a full one. */
  leftOut(): LeftOutRows
}
