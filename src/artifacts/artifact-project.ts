import type { Decider, ValueOrigin } from '../core/lineage/node-lineage.js'
import type { ProjectNode } from '../core/project/nodes/node.js'
import type { ProjectGroups } from '../core/project/options/groups.js'
import type { UnitTestNode } from '../core/project/project.js'
import type { Relation } from '../core/relations/relation.js'
import type { NodeState } from './node-state.js'

/** A project as artifacts describe it: every node with what one target makes of it. */
export interface ArtifactProject {
  readonly name: string
  /** dbt's name of the adapter, as in `duckdb`. */
  readonly adapterType: string
  readonly kerrosVersion: string
  /** The target's name in the configuration. */
  readonly targetName?: string | undefined
  /** The database and the schema of what has no relation of its own: tests, analyses. */
  readonly database: string
  readonly schema: string
  readonly nodes: readonly ArtifactNode[]
  /** What `enabled: false` leaves out. Default: none. */
  readonly disabled?: readonly ArtifactNode[]
  /** The groups of models, and where they are declared. Default: none. */
  readonly groups?: { readonly file: string; readonly byName: ProjectGroups }
  /** The unit tests. Default: none. */
  readonly unitTests?: readonly ArtifactUnitTest[]
  /** The hooks around a run. Default: none. */
  readonly operations?: readonly ArtifactOperation[]
}

/** A unit test, as artifacts describe it. */
export interface ArtifactUnitTest {
  readonly node: UnitTestNode
  /** The TypeScript that defines it. */
  readonly rawCode: string
  /** Where it is defined: `src/customers.ts:7:12`. */
  readonly place: string | undefined
}

/** A hook around a run, as artifacts describe it. */
export interface ArtifactOperation {
  readonly uniqueId: string
  readonly name: string
  /** When it runs: dbt's word for it. */
  readonly when: 'on-run-start' | 'on-run-end'
  /** Which of the hooks of that time, from 0. */
  readonly index: number
  /** The configuration, relative to the project's root. */
  readonly file: string
  /** Its statements in the target's SQL; `undefined` where they are made of a run's results. */
  readonly sql: string | undefined
}

/** A node with what its target makes of it. */
export interface ArtifactNode {
  readonly node: ProjectNode
  /** Where its rows are; `undefined` for what leaves no relation. */
  readonly relation: Relation | undefined
  /** The relation's name in SQL, quoted. */
  readonly relationName: string | undefined
  /** `undefined` where raw SQL hides them. */
  readonly columns: readonly ArtifactColumn[] | undefined
  /** The TypeScript that defines it. */
  readonly rawCode: string
  /** The query in the target's SQL, formatted; `undefined` when it does not compile, and for nodes without a query. */
  readonly compiledCode: string | undefined
  /** The file that says what its rows are, relative to the project's root: of its code, or of a seed the CSV. */
  readonly file: string
  /** Changes when the definition means something else, or a seed's file; the same on every target. */
  readonly checksum: string
  /** What is compared of it with a later project. */
  readonly state: NodeState
  /** The columns that decide which rows there are; `undefined` when lineage was not asked for. */
  readonly rowsBy: readonly Decider[] | undefined
  /** Whether raw SQL may name other columns that decide its rows; `undefined` when lineage was not asked for. */
  readonly isOpaque: boolean | undefined
  /** In the target's SQL, the condition that the rows fulfil which a test looks at; `undefined` when it looks at all. */
  readonly where: string | undefined
  /** In the target's SQL, which rows of a source its freshness looks at; `undefined` when it looks at all. */
  readonly freshnessFilter: string | undefined
  /** In the target's SQL, the query that says when a source was last loaded. */
  readonly loadedAtQuery: string | undefined
  /** The statements of its hooks in the target's SQL, in order; `undefined` for what has none. */
  readonly hooks: ArtifactHooks | undefined
  /** In the target's SQL, the conditions of a model's checks by their names. */
  readonly checks?: { readonly [name: string]: string } | undefined
  /** Of an incremental model, the conditions over stored and new rows. */
  readonly merge?: ArtifactMerge | undefined
  /** Where it is defined: `src/marts/dim_genres.ts:7:12`. */
  readonly place: string | undefined
}

/** Conditions of an incremental model in the target's SQL, over the stored row `target` and the new row `source`. */
export interface ArtifactMerge {
  /** Which stored rows a run looks at; `undefined` for all. */
  readonly predicates: readonly string[] | undefined
  /** What happens to a stored row that a new one replaces; a clause whose `and` is null always holds. */
  readonly whenMatched: readonly { readonly and: string | null; readonly action: string }[] | undefined
}

/** A statement of a hook. */
export interface ArtifactHook {
  readonly sql: string
  readonly transaction: boolean
}

/** The statements of hooks, by when they run. */
export interface ArtifactHooks {
  readonly pre: readonly ArtifactHook[]
  readonly post: readonly ArtifactHook[]
}

/** A column of a node. */
export interface ArtifactColumn {
  readonly name: string
  /** The engine's name of the type; `undefined` below raw SQL. */
  readonly type: string | undefined
  readonly description: string | undefined
  /** The unique id of the node whose description a column has that is only passed on. */
  readonly descriptionFrom: string | undefined
  readonly isNullable: boolean | undefined
  /** The columns that its values are made of, one node back; `undefined` when lineage was not asked for. */
  readonly madeOf: readonly ValueOrigin[] | undefined
  /** The columns that decide which value it gets; `undefined` as above. */
  readonly decidedBy: readonly Decider[] | undefined
  /** Whether raw SQL is part of it that may name other columns; `undefined` as above. */
  readonly isOpaque: boolean | undefined
}

/** When and by what artifacts are written. */
export interface ArtifactRun {
  /** Unique to the command. */
  readonly invocationId: string
  readonly generatedAt: Date
  readonly startedAt: Date
}
