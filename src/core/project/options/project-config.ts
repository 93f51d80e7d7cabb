import type { Hook, StatementFacts } from '../../definitions/hooks/hook.js'
import type { RunEndFacts, RunHooks } from '../../definitions/hooks/run-hook.js'
import type { ProjectDefaults } from '../../definitions/options/folder-options.js'
import type { StoreFailures } from '../../definitions/test-options.js'
import type { NamedSelectors } from '../../graph/named-selectors.js'
import type { Target } from '../../ports/target.js'
import type { Relation } from '../../relations/relation.js'
import type { ProjectGroups } from './groups.js'
import type { QueryComment } from './query-comment.js'
import type { ReuseOption } from './reuse-mode.js'

/** A module of definitions, as `import * as …` gives it. */
export type ModuleNamespace = { readonly [name: string]: unknown }

/** A project as its configuration file describes it. */
export interface ProjectConfig<Targets extends string = string> {
  readonly kind: 'project'
  /** The project's name: part of every unique id. */
  readonly name: string
  /** Globs of the project's files, or modules that are loaded already. */
  readonly models: readonly string[] | readonly ModuleNamespace[]
  /** The targets by name. */
  readonly targets: { readonly [T in Targets]: Target }
  /** The target that is used unless another one is requested. */
  readonly defaultTarget: Targets
  /** Values of variables, by name. */
  readonly vars: { readonly [name: string]: string | number | boolean }
  /** The function that names relations, if there is one. */
  readonly naming: NamingFunction | undefined
  /** Whether tests store their failing rows that do not say it themselves. */
  readonly storeFailures: StoreFailures | undefined
  /** Whether a run leaves as it is what would come out the same. */
  readonly reuse: ReuseOption | undefined
  /** Whether new rows are tested before readers see them, where neither a folder nor a definition says it. */
  readonly audit: boolean | undefined
  /** The comment on the statements of a run, if there is one. */
  readonly queryComment: QueryComment | undefined
  /** The groups that models can belong to. */
  readonly groups: ProjectGroups
  /** Selectors with names. */
  readonly selectors: NamedSelectors
  /** Settings by folder. */
  readonly defaults: ProjectDefaults
  /** The hooks before and after a run, in order. */
  readonly runHooks: { readonly start: readonly Hook[]; readonly end: readonly Hook[] }
  /** Where seeds and relative paths start; `undefined` for the configuration file's folder. */
  readonly root: string | undefined
  /** What the documentation site shows besides the definitions, if anything. */
  readonly docs: DocsOptions | undefined
}

/** What the documentation site shows besides the definitions. */
export interface DocsOptions {
  /**
   * Globs of Markdown files, relative to the project's folder, in the order in which the site lists them; or lists of globs by
   * the headings above them: `{ Guides: ['docs/guides/*.md'], Reference: ['docs/**\/*.md'] }`. Default: none but `README.md`,
   * which is on the overview.
   */
  readonly pages?: readonly string[] | { readonly [heading: string]: readonly string[] }
}

/** What a naming function learns of a node. */
export interface NamingInput {
  /** The name in the project: the name of the export. */
  readonly name: string
  /** What is named. */
  readonly resourceType: 'model' | 'seed' | 'snapshot'
  /** Where it is defined, relative to the project's root, with forward slashes. */
  readonly file: string
  /** Its tags; none is the empty list. */
  readonly tags: readonly string[]
  /** The name of the target that is built. */
  readonly target: string
  /** The option `schema` of the definition or of its folder, as it is written; dbt's `custom_schema_name`. */
  readonly customSchema: string | undefined
  /** The relation that is used unless the function returns another one. */
  readonly relation: Relation
}

/** Names the relation of a model, seed or snapshot. Sources have the relation that they declare. */
export type NamingFunction = (input: NamingInput) => Partial<Relation>

/** What a project is: options of {@link defineProject}. */
export interface ProjectOptions<Targets extends string = string> {
  /** The project's name: letters, digits and `_`. Part of every unique id. */
  readonly name: string
  /**
   * Globs of the files whose exports are the project, relative to the configuration file:
   * `['src/**\/*.ts']`. From a program: an array of module namespaces.
   */
  readonly models: readonly string[] | readonly ModuleNamespace[]
  /** Where the project can be built, by names for `--target`. */
  readonly targets: { readonly [T in Targets]: Target }
  /** The target unless `--target` says another. Default: the first one. */
  readonly defaultTarget?: NoInfer<Targets>
  /** Values of variables; `--vars` overrides them. */
  readonly vars?: { readonly [name: string]: string | number | boolean }
  /**
   * Gives relations another database, schema or name. Default: the target's database and schema, and the export's name.
   */
  readonly naming?: NamingFunction
  /**
   * Whether tests store their failing rows that do not say it themselves, as `--store-failures` does, and in what: `'view'` or `'table'`.
   * A test with `true` follows it, too. Default: false; in tables.
   */
  readonly storeFailures?: StoreFailures
  /**
   * Whether `kerros build` tests new rows of tables, incremental models, snapshots and seeds before readers see them, where neither
   * `defaults` nor a definition says it. Default: false.
   */
  readonly audit?: boolean
  /**
   * Whether a run leaves as it is what would come out the same, and does not ask a test again that has passed over the same rows: `'on'`, or
   * for some targets `{ prod: 'on' }`. Default: `'off'`.
   *
   * @see docs/reuse.md
   */
  readonly reuse?: ReuseOption
  /**
   * Settings of all models, seeds and snapshots of a folder: `{ 'src/staging': { schema: 'staging', tags: ['staging'] } }`. Of several that
   * match, later ones go before earlier ones, and a definition's own options before all; tags are added. Default: none.
   */
  readonly defaults?: ProjectDefaults
  /**
   * A comment that the run puts behind each statement of its nodes, hooks and tests, or a function that returns it. What would end it in
   * the middle is written apart. Default: none.
   */
  readonly queryComment?: QueryComment
  /** The groups that models can belong to, with their owners: `{ finance: { owner: { name: 'Ann' } } }`. Default: none. */
  readonly groups?: ProjectGroups
  /**
   * Selectors with names, for `--selector nightly` and `--select selector:nightly`: dbt's `selectors.yml`.
   * `{ nightly: { union: ['tag:nightly', '+fct_orders'], exclude: ['tag:slow'] } }`. Default: none.
   */
  readonly selectors?: NamedSelectors
  /** Statements before the first node of a run, as in ``() => sql`…` ``: dbt's `on-run-start`. */
  readonly onRunStart?: RunHooks<StatementFacts>
  /** Statements after the last node of a run, however it went; they know its `results`: dbt's `on-run-end`. */
  readonly onRunEnd?: RunHooks<RunEndFacts>
  /** Where seeds and relative paths start. Default: the configuration file's folder, or the working directory. */
  readonly root?: string
  /** Pages of the documentation site: `docs: { pages: ['docs/*.md'] }`. */
  readonly docs?: DocsOptions
}
