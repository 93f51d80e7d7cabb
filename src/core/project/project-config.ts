import type { Target } from '../ports/target.js'
import type { Relation } from '../relations/relation.js'

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
  readonly storeFailures: boolean | undefined
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
  /** Whether tests store their failing rows that do not say it themselves: as `--store-failures` does. Default: false. */
  readonly storeFailures?: boolean
  /** Where seeds and relative paths start. Default: the configuration file's folder, or the working directory. */
  readonly root?: string
  /** Pages of the documentation site: `docs: { pages: ['docs/*.md'] }`. */
  readonly docs?: DocsOptions
}
