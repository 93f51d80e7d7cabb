import type { RelationDefinition } from '../definitions/definition.js'
import type { UnitTest } from '../definitions/unit-test.js'
import type { NamedSelectors } from '../graph/named-selectors.js'
import type { NamedDefinition } from './collect-definitions.js'
import type { ProjectNode } from './nodes/node.js'

/** A unit test of a project. It is no node that a plan has: it runs by itself. */
export interface UnitTestNode {
  /** dbt's unique id: `unit_test.PROJECT.MODEL.NAME`. */
  readonly uniqueId: string
  readonly resourceType: 'unit_test'
  readonly name: string
  readonly file: string
  readonly tags: readonly string[]
  readonly description: string | undefined
  /** The unique id of what it tests; empty when only the test has that. */
  readonly dependsOn: readonly string[]
  readonly definition: UnitTest
  /** What has become of it since an earlier manifest, where a command compares with one. */
  readonly states?: readonly string[] | undefined
}

/** Everything that a project's files define, frozen and checked. Knows no target. */
export interface Project {
  readonly name: string
  /** In a deterministic order: by unique id. */
  readonly nodes: readonly ProjectNode[]
  /** What `run-operation` can run: no nodes of the graph. Default: none. */
  readonly operations?: readonly NamedDefinition[]
  /** Selectors with names. Default: none. */
  readonly selectors?: NamedSelectors
  /** The unit tests: no nodes of the graph. Default: none. */
  readonly unitTests?: readonly UnitTestNode[]
  /** What `enabled: false` leaves out of all of these: models, seeds and snapshots, which know nothing of what they read. Default: none. */
  readonly disabled?: readonly ProjectNode[]
  /** The node of a definition. */
  readonly nodeOf: ReadonlyMap<RelationDefinition, ProjectNode>
}
