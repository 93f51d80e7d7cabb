import type { InputColumn } from '../../compile/checks/check-input-columns.js'
import type { Analysis } from '../../definitions/analysis.js'
import type { Chart } from '../../definitions/chart.js'
import type { Exposure } from '../../definitions/exposure.js'
import type { HistoryRule } from '../../definitions/history-rule.js'
import type { Model } from '../../definitions/model.js'
import type { ModelOptions } from '../../definitions/options/model-options.js'
import type { LoadOptions } from '../../definitions/options/source-options.js'
import type { Seed } from '../../definitions/seed.js'
import type { Snapshot } from '../../definitions/snapshot.js'
import type { Source } from '../../definitions/source.js'
import type { StoreFailures, TestedRows } from '../../definitions/test-options.js'
import type { DefinitionQuery } from '../../query/query.js'
import type { Inputs } from '../../query/ref.js'
import type { FailureRule } from '../../steps/step.js'

/** What every node of a project has. */
interface NodeBase {
  /** dbt's unique id: `model.PROJECT.NAME`, `source.PROJECT.SCHEMA.NAME`. */
  readonly uniqueId: string
  readonly name: string
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  readonly tags: readonly string[]
  readonly description: string | undefined
  /** Unique ids of the nodes that it reads. */
  readonly dependsOn: readonly string[]
  /** What became of it in an earlier run, where a command compares with one. */
  readonly lastStatus?: string | undefined
  /** Of a source: whether it has newer rows than an earlier measurement, where a command compares with one. */
  readonly isFresher?: boolean | undefined
  /** What has become of it since an earlier manifest, where a command compares with one: `new`, `modified.body`. */
  readonly states?: readonly string[] | undefined
}

/** A table that something else fills. */
export interface SourceNode extends NodeBase {
  readonly resourceType: 'source'
  readonly definition: Source<any>
  readonly sourceName: string
  /** How `kerros load` fills the table, when it does. */
  readonly load: LoadOptions | undefined
}

/** A node that leaves a relation, or is inlined where it is read. */
export interface BuildableNode extends NodeBase {
  readonly resourceType: 'model' | 'seed' | 'snapshot'
  readonly definition: Model<any> | Seed<any> | Snapshot<any>
  readonly materialized: string
  /** The definition's options, with those of its folders. */
  readonly options: Omit<ModelOptions<any>, 'contract'>
}

/** A test of data: of a column, of a relation, or one of its own. */
export interface TestNode extends NodeBase, FailureRule {
  readonly resourceType: 'test'
  readonly inputs: Inputs
  /** The query of the failing rows, of the rows that `where` leaves, and no more than `limit`. */
  readonly query: DefinitionQuery<unknown>
  readonly where: TestedRows<any> | undefined
  readonly limit: number | undefined
  /** How it judges by the last runs: the query then returns the one `value` that is measured. */
  readonly history?: HistoryRule | undefined
  /** What the test itself says of storing its failing rows. */
  readonly storeFailures: StoreFailures | undefined
  /** Columns of its inputs that a column's or relation's test names. */
  readonly namedColumns: readonly InputColumn[]
  /** Whether its name was given to it, and not made from what it tests. */
  readonly isNamed: boolean
  /** The column that a column test checks. */
  readonly column: string | undefined
  /** dbt's name of a column's or relation's test, as in `not_null`; `undefined` for a test of its own. */
  readonly testName: string | undefined
  /** The package of dbt that has a test of this name, as in `dbt_utils`. */
  readonly namespace: string | undefined
  /** What a column's or relation's test was given, by dbt's names: `values`, `field`. */
  readonly arguments: { readonly [name: string]: unknown }
  /** The relation that a column's or relation's test checks. */
  readonly testedNode: string | undefined
  /** The export that it is written in: the tested relation, `testColumns`, `testRelation`, or the test's own. */
  readonly writtenIn: string
}

/** A query that is compiled and shown, and not built. */
export interface AnalysisNode extends NodeBase {
  readonly resourceType: 'analysis'
  readonly definition: Analysis<any>
}

/** Something outside of the project that reads its relations. */
export interface ExposureNode extends NodeBase {
  readonly resourceType: 'exposure'
  readonly definition: Exposure
}

/** A chart of the rows of another node. */
export interface ChartNode extends NodeBase {
  readonly resourceType: 'chart'
  readonly definition: Chart
}

/** A node of the project's graph. */
export type ProjectNode = SourceNode | BuildableNode | TestNode | AnalysisNode | ExposureNode | ChartNode

/**
 * dbt's word for what a node is. An `operation` is a hook around a run, or what `run-operation` runs, and a `unit_test` runs in memory:
 * no nodes of the graph.
 */
export type ResourceType = ProjectNode['resourceType'] | 'operation' | 'unit_test'

/** Whether a node leaves a relation, or is inlined where it is read. */
export function isBuildable(node: { readonly resourceType: ResourceType }): node is BuildableNode {
  return node.resourceType === 'model' || node.resourceType === 'seed' || node.resourceType === 'snapshot'
}

/** Whether a node is a test: of data, or of the logic of a model. */
export function isTest({ resourceType }: { readonly resourceType: ResourceType }): boolean {
  return resourceType === 'test' || resourceType === 'unit_test'
}

/** Whether queries can select from a node. */
export function isRelationNode(node: ProjectNode): node is SourceNode | BuildableNode {
  return node.resourceType === 'source' || isBuildable(node)
}
