import { checkOptionNames, isPlainObject, kindOf, type OptionNames } from '../definitions/options/option-checks.js'
import { type Diagnostic, DiagnosticsError, KerrosError } from '../errors/index.js'
import type { Target } from '../ports/target.js'
import type { ProjectOptions } from './project-config.js'

const OPTIONS: OptionNames<ProjectOptions> = {
  name: true,
  models: true,
  targets: true,
  defaultTarget: true,
  vars: true,
  naming: true,
  root: true,
}

/**
 * Refuses what tsc would have refused in a project: a configuration is read without it.
 *
 * @throws KerrosError or DiagnosticsError `E_CONFIG`.
 */
export function checkProjectOptions(options: ProjectOptions): void {
  if (!isPlainObject(options))
    throw new KerrosError('E_CONFIG', `defineProject(…) was given ${kindOf(options)}, not an object`, {
      hint: "Describe the project: defineProject({ name: 'shop', models: ['src/**/*.ts'], targets: { … } }).",
    })
  // A project may be made of another one: defineProject({ ...project, targets: { … } }).
  const { kind: _, ...given } = { kind: undefined, ...(options as ProjectOptions) }
  const diagnostics = [...checkOptionNames(given, OPTIONS), ...checkTypes(given)].map(
    ({ message, hint }): Diagnostic => ({ code: 'E_CONFIG', message: `defineProject(…): ${message}`, hint }),
  )
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics, 'the configuration')
  const { name, models, targets } = given
  if (typeof name !== 'string')
    throw new KerrosError('E_CONFIG', 'the project has no name', { hint: "Give it one: name: 'shop'." })
  if (!Array.isArray(models))
    throw new KerrosError('E_CONFIG', `the models of project "${name}" are not a list`, {
      hint: "Give globs in a list: models: ['src/**/*.ts'].",
    })
  checkModels(name, models)
  if (targets !== undefined && !isPlainObject(targets))
    throw new KerrosError('E_CONFIG', `the targets of project "${name}" are ${kindOf(targets)}, not an object`, {
      hint: "Give each a name: targets: { dev: duckdb({ path: 'target/dev.duckdb' }) }.",
    })
  for (const [target, value] of Object.entries(targets ?? {})) {
    if ((value as Partial<Target> | null)?.kind === 'target') continue
    throw new KerrosError('E_CONFIG', `"${target}" of project "${name}" is not a target`, {
      hint: `Make it with a function: ${target}: duckdb({ path: 'target/${target}.duckdb' }).`,
    })
  }
}

function checkTypes({ vars, naming, root }: ProjectOptions): readonly { message: string; hint: string }[] {
  const wrong = (option: string, value: unknown, wanted: string, hint: string) => ({
    message: `the option "${option}" is ${kindOf(value)}, not ${wanted}`,
    hint,
  })
  return [
    ...(vars === undefined || isPlainObject(vars)
      ? []
      : [wrong('vars', vars, 'an object', 'Give values by name: vars: { min_ratings: 20 }.')]),
    ...(naming === undefined || typeof naming === 'function'
      ? []
      : [wrong('naming', naming, 'a function', 'Give one: naming: ({ name }) => ({ name: name.toUpperCase() }).')]),
    ...(root === undefined || typeof root === 'string'
      ? []
      : [wrong('root', root, 'a path', 'Give a folder, relative to the configuration file, or leave it out.')]),
  ]
}

/** Either globs, which are found when the project is loaded, or what files export. */
function checkModels(name: string, models: readonly unknown[]): void {
  const globs = models.filter((model) => typeof model === 'string').length
  const objects = models.filter((model) => isPlainObject(model)).length
  if (globs === models.length || objects === models.length) return
  const other = models.find((model) => typeof model !== 'string' && !isPlainObject(model))
  const what = globs + objects === models.length ? 'both globs and objects' : `${kindOf(other)} among them`
  throw new KerrosError('E_CONFIG', `the models of project "${name}" have ${what}`, {
    hint: "Give globs (models: ['src/**/*.ts']), or what files export (import * as marts from './marts.js', models: [marts]).",
  })
}
