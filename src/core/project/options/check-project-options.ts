import { checkHooks } from '../../definitions/hooks/hook-list.js'
import { checkDefaults } from '../../definitions/options/folder-options.js'
import {
  checkOptionNames,
  isPlainObject,
  kindOf,
  type OptionNames,
} from '../../definitions/options/values/option-checks.js'
import { type Diagnostic, DiagnosticsError, KerrosError } from '../../errors/index.js'
import { didYouMean } from '../../graph/did-you-mean.js'
import { checkSelectors } from '../../graph/named-selectors.js'
import type { Target } from '../../ports/target.js'
import { checkDocsOptions } from './check-docs-options.js'
import { checkGroups } from './groups.js'
import type { ProjectOptions } from './project-config.js'
import { checkQueryComment } from './query-comment.js'

const OPTIONS: OptionNames<ProjectOptions> = {
  name: true,
  models: true,
  targets: true,
  defaultTarget: true,
  vars: true,
  naming: true,
  storeFailures: true,
  audit: true,
  queryComment: true,
  reuse: true,
  defaults: true,
  selectors: true,
  groups: true,
  onRunStart: true,
  onRunEnd: true,
  root: true,
  docs: true,
}

/**
 * Refuses what tsc would have refused in a project, since a configuration is read without it, and what no type says.
 *
 * @throws KerrosError or DiagnosticsError `E_CONFIG`, with everything that is wrong.
 */
export function checkProjectOptions(options: ProjectOptions): void {
  if (!isPlainObject(options))
    throw new KerrosError('E_CONFIG', `defineProject(…) was given ${kindOf(options)}, not an object`, {
      hint: "Describe the project: defineProject({ name: 'shop', models: ['src/**/*.ts'], targets: { … } }).",
    })
  // A project may be made of another one: defineProject({ ...project, targets: { … } }).
  const { kind: _, runHooks: __, ...given } = { kind: undefined, runHooks: undefined, ...(options as ProjectOptions) }
  const named = typeof given.name === 'string' ? `project "${given.name}"` : 'the project'
  const found = [
    ...[
      ...checkOptionNames(given, OPTIONS),
      ...checkTypes(given),
      ...checkDocsOptions(given.docs),
      ...checkRunHooks(given),
      ...checkDefaults(given.defaults),
      ...checkSelectors(given.selectors),
      ...checkGroups(given.groups),
      ...checkQueryComment(given.queryComment).map((each) => ({ ...each, code: 'E_CONFIG' as const })),
    ].map((each) => ({
      ...each,
      message: `defineProject(…): ${each.message}`,
    })),
    ...checkName(given.name),
    ...checkTargets(named, given),
    ...checkModels(named, given.models),
  ]
  if (found.length > 0)
    throw new DiagnosticsError(
      found.map((each): Diagnostic => ({ ...each, code: 'E_CONFIG' })),
      'the configuration',
    )
}

function checkRunHooks({ onRunStart, onRunEnd }: ProjectOptions): readonly Diagnostic[] {
  return [...checkHooks('onRunStart', onRunStart), ...checkHooks('onRunEnd', onRunEnd)]
}

type Found = Pick<Diagnostic, 'message' | 'hint' | 'names'>

function checkName(name: unknown): readonly Found[] {
  if (typeof name !== 'string') return [{ message: 'the project has no name', hint: "Give it one: name: 'shop'." }]
  if (/^[a-z_][a-z0-9_]*$/i.test(name)) return []
  const hint = 'Use letters, digits and "_", and begin with a letter.'
  return [{ message: `the project's name "${name}" is not an identifier`, hint, names: ['name'] }]
}

function checkTargets(named: string, { targets, defaultTarget }: ProjectOptions): readonly Found[] {
  if (targets !== undefined && !isPlainObject(targets))
    return [
      {
        message: `the targets of ${named} are ${kindOf(targets)}, not an object`,
        hint: "Give each a name: targets: { dev: duckdb({ path: 'target/dev.duckdb' }) }.",
        names: ['targets'],
      },
    ]
  const names = Object.keys(targets ?? {})
  if (names.length === 0)
    return [
      {
        message: `${named} has no targets`,
        hint: "Give it one: targets: { dev: duckdb({ path: 'target/dev.duckdb' }) }.",
        names: ['targets'],
      },
    ]
  const others = Object.entries(targets ?? {})
    .filter(([, value]) => (value as Partial<Target> | null)?.kind !== 'target')
    .map(([target]) => ({
      message: `"${target}" of ${named} is not a target`,
      hint: `Make it with a function: ${target}: duckdb({ path: 'target/${target}.duckdb' }).`,
      names: [target],
    }))
  if (defaultTarget === undefined || names.includes(defaultTarget)) return others
  return [
    ...others,
    {
      message: `the default target "${defaultTarget}" is not among the targets ${names.join(', ')}`,
      hint: didYouMean(String(defaultTarget), names, 'Its targets are'),
      names: ['defaultTarget'],
    },
  ]
}

function isReuse(value: unknown, targets: unknown): boolean {
  const isMode = (mode: unknown): boolean => mode === 'off' || mode === 'on'
  if (!isPlainObject(value)) return isMode(value)
  const isTarget = (name: string): boolean => isPlainObject(targets) && Object.hasOwn(targets, name)
  return Object.entries(value).every(([target, mode]) => isTarget(target) && isMode(mode))
}

function isStored(value: unknown): boolean {
  return ['table', 'view'].includes(String(value))
}

function checkTypes({ vars, naming, storeFailures, audit, reuse, targets, root }: ProjectOptions): readonly Found[] {
  const wrong = (option: string, value: unknown, wanted: string, hint: string): Found => ({
    message: `the option "${option}" is ${kindOf(value)}, not ${wanted}`,
    hint,
    names: [option],
  })
  return [
    ...(vars === undefined || isPlainObject(vars)
      ? []
      : [wrong('vars', vars, 'an object', 'Give values by name: vars: { min_ratings: 20 }.')]),
    ...(naming === undefined || typeof naming === 'function'
      ? []
      : [wrong('naming', naming, 'a function', 'Give one: naming: ({ name }) => ({ name: name.toUpperCase() }).')]),
    ...(storeFailures === undefined || typeof storeFailures === 'boolean' || isStored(storeFailures)
      ? []
      : [
          wrong(
            'storeFailures',
            storeFailures,
            "true, false, 'table' or 'view'",
            "Give true, false, 'table' or 'view', or leave it out.",
          ),
        ]),
    ...(audit === undefined || typeof audit === 'boolean'
      ? []
      : [wrong('audit', audit, 'true or false', 'Give true or false, or leave it out.')]),
    ...(reuse === undefined || isReuse(reuse, targets)
      ? []
      : [
          wrong(
            'reuse',
            reuse,
            "'off', 'on' or one of these for targets by name",
            "Say 'on' for all targets, or name some: reuse: { prod: 'on' }.",
          ),
        ]),
    ...(root === undefined || typeof root === 'string'
      ? []
      : [wrong('root', root, 'a path', 'Give a folder, relative to the configuration file, or leave it out.')]),
  ]
}

/** Either globs, which are found when the project is loaded, or what files export. */
function checkModels(named: string, models: unknown): readonly Found[] {
  if (!Array.isArray(models))
    return [
      {
        message: `the models of ${named} are not a list`,
        hint: "Give globs in a list: models: ['src/**/*.ts'].",
        names: ['models'],
      },
    ]
  if (models.length === 0)
    return [
      {
        message: `${named} names no models`,
        hint: "Give globs of their files: models: ['src/**/*.ts'].",
        names: ['models'],
      },
    ]
  const globs = models.filter((model) => typeof model === 'string').length
  const objects = models.filter((model) => isPlainObject(model)).length
  if (globs === models.length || objects === models.length) return []
  const other = models.find((model) => typeof model !== 'string' && !isPlainObject(model))
  const what = globs + objects === models.length ? 'both globs and objects' : `${kindOf(other)} among them`
  const hint =
    "Give globs (models: ['src/**/*.ts']), or what files export (import * as marts from './marts.js', models: [marts])."
  return [{ message: `the models of ${named} have ${what}`, hint, names: ['models'] }]
}
