import type { Target } from '../ports/target.js'
import type { Relation } from '../relations/relation.js'

/** A module of definitions, as `import * as …` gives it. */
export type ModuleNamespace = { readonly [name: string]: unknown }

/** A project as its configuration file describes it. */
export interface ProjectConfig<Targets extends string = string> {
  readonly kind: 'project'
  readonly name: string
  readonly models: readonly string[] | readonly ModuleNamespace[]
  readonly targets: { readonly [T in Targets]: Target }
  readonly defaultTarget: Targets
  readonly vars: { readonly [name: string]: string | number | boolean }
  readonly naming: NamingFunction | undefined
  readonly root: string | undefined
}

/** What a naming function learns of a node. */
export interface NamingInput {
  readonly name: string
  readonly resourceType: 'model' | 'seed' | 'snapshot'
  readonly file: string
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
  readonly targets: { readonly [T in Targets]: Target }
  /** The target unless `--target` says another. Default: the first one. */
  readonly defaultTarget?: NoInfer<Targets>
  /** Values of variables; `--vars` overrides them. */
  readonly vars?: { readonly [name: string]: string | number | boolean }
  readonly naming?: NamingFunction
  /** Where seeds and relative paths start. Default: the configuration file's folder, or the working directory. */
  readonly root?: string
}
