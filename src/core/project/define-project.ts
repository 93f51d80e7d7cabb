import { KerrosError } from '../errors/index.js'
import { didYouMean } from '../graph/did-you-mean.js'
import { checkProjectOptions } from './check-project-options.js'
import type { ProjectConfig, ProjectOptions } from './project-config.js'

/**
 * Describes a project; the default export of `kerros.config.ts`.
 *
 * ```ts
 * export default defineProject({
 *   name: 'shop',
 *   models: ['src/**\/*.ts'],
 *   targets: { dev: duckdb({ path: 'target/shop.duckdb' }) },
 * })
 * ```
 *
 * @throws KerrosError `E_CONFIG` for a name that is not an identifier, no targets, no models, an unknown default target.
 */
export function defineProject<const Targets extends string>(options: ProjectOptions<Targets>): ProjectConfig<Targets> {
  checkProjectOptions(options)
  const targets = Object.keys(options.targets ?? {}) as Targets[]
  const [first] = targets
  if (!/^[a-z_][a-z0-9_]*$/i.test(options.name))
    throw new KerrosError('E_CONFIG', `the project's name "${options.name}" is not an identifier`, {
      hint: 'Use letters, digits and "_", and begin with a letter.',
    })
  if (first === undefined)
    throw new KerrosError('E_CONFIG', `project "${options.name}" has no targets`, {
      hint: "Give it one: targets: { dev: duckdb({ path: 'target/dev.duckdb' }) }.",
    })
  if (options.defaultTarget !== undefined && !targets.includes(options.defaultTarget))
    throw new KerrosError(
      'E_CONFIG',
      `the default target "${options.defaultTarget}" is not among the targets ${targets.join(', ')}`,
      { hint: didYouMean(options.defaultTarget, targets, 'Its targets are') },
    )
  if (options.models.length === 0)
    throw new KerrosError('E_CONFIG', `project "${options.name}" names no models`, {
      hint: "Give globs of their files: models: ['src/**/*.ts'].",
    })
  return Object.freeze({
    kind: 'project',
    name: options.name,
    models: options.models,
    targets: Object.freeze({ ...options.targets }),
    defaultTarget: options.defaultTarget ?? first,
    vars: Object.freeze({ ...options.vars }),
    naming: options.naming,
    root: options.root,
  })
}
