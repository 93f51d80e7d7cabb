import type { Analysis } from './analysis.js'
import type { Chart } from './chart.js'
import type { CopyInto } from './copy-into.js'
import type { DataTest } from './data-test.js'
import type { Exposure } from './exposure.js'
import type { Operation } from './hooks/operation.js'
import type { Model } from './model.js'
import { isBranded } from './options/brand.js'
import type { Seed } from './seed.js'
import type { Snapshot } from './snapshot.js'
import type { Source } from './source.js'
import type { ColumnTests } from './test-columns.js'
import type { RelationTests } from './test-relation.js'
import type { UnitTest } from './unit-test.js'

/** Definitions that a query can select from. */
export type RelationDefinition = Source<any> | Seed<any> | Model<any> | Snapshot<any>

/** Everything that a project's files can export. */
export type Definition =
  | RelationDefinition
  | DataTest
  | ColumnTests
  | RelationTests
  | UnitTest
  | Analysis<any>
  | Exposure
  | Chart
  | CopyInto
  | Operation

const KINDS: ReadonlySet<string> = new Set([
  'source',
  'seed',
  'model',
  'snapshot',
  'dataTest',
  'testColumns',
  'testRelation',
  'unitTest',
  'analysis',
  'exposure',
  'chart',
  'copyInto',
  'operation',
] satisfies Definition['kind'][])

/** Whether an exported value is a definition of the project. */
export function isDefinition(value: unknown): value is Definition {
  return isBranded(value) && KINDS.has(value.kind)
}

/** Whether a value can be an input of a query. */
export function isRelationDefinition(value: unknown): value is RelationDefinition {
  return isBranded(value) && ['source', 'seed', 'model', 'snapshot'].includes(value.kind)
}
