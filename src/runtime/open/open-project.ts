import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import type { ProjectConfig } from '../../core/project/options/project-config.js'
import { withStoredFailures } from '../../core/project/with-stored-failures.js'
import type { FindPlace } from '../bundle/imports/find-place.js'
import { findConfigFile } from '../files/find-config-file.js'
import { placedConfigError } from '../places/config-places.js'
import { placedError } from '../places/placed-definitions.js'
import { checkExposures } from './check-exposures.js'
import { type LoadedProject, type LoadProjectOptions, loadModules, loadProject } from './load-project.js'
import { type ChosenTarget, targetOf } from './open-target.js'
import { resolveVariables, type Variables } from './resolve-variables.js'
import { type EmptyOptions, type StoringOptions, type TargetedProject, targetProject } from './targeted-project.js'

/** Where a command finds its project, and its target. */
export interface OpenProjectOptions {
  /**
   * A configuration whose models are module namespaces, or the path of a configuration file. Default: the
   * `kerros.config.ts` of the working directory or the nearest folder above it.
   */
  readonly project?: ProjectConfig | string | undefined
  /** The target's name. Default: the project's default target. */
  readonly target?: string | undefined
  /** Values of variables; they override the project's. */
  readonly vars?: { readonly [name: string]: unknown } | undefined
  /** Where relative paths start if the project is passed as an object. Default: the working directory. */
  readonly cwd?: string | undefined
}

/** A project, loaded for one target. */
export interface OpenProject extends TargetedProject, ChosenTarget {
  readonly config: ProjectConfig
  /** The absolute folder where relative paths start. */
  readonly root: string
  readonly variables: Variables
  /** The absolute path of the configuration file; `undefined` for a project that was passed as an object. */
  readonly configFile: string | undefined
  /** Where a query is written; `undefined` if kerros has not loaded the project's files. */
  readonly findPlace: FindPlace
  /** Stores what V8 has compiled of the project's files since they were loaded, for the next command. */
  readonly keepCode: () => Promise<void>
}

/**
 * Loads a project for a target.
 *
 * @throws KerrosError `E_NO_PROJECT`, `E_UNKNOWN_TARGET`; DiagnosticsError with everything that is wrong with the project.
 */
export async function openProject(
  options: OpenProjectOptions & StoringOptions & EmptyOptions,
  loading?: LoadProjectOptions,
): Promise<OpenProject> {
  const { config, project, root, configFile, findPlace, keepCode } = await load(options, loading)
  const chosen = targetOf(config, options.target, configFile)
  const vars = options.vars ?? {}
  const variables = resolveVariables({ ...config.vars, ...vars }, Object.keys(vars))
  const targeted = withPlaces({ root, configFile }, () => {
    const storing = config.storeFailures
    const storedAs = typeof storing === 'string' ? storing : undefined
    const storeFailures = options.storeFailures ?? (storedAs ? true : (storing as boolean | undefined))
    const found = targetProject(
      storedAs ? withStoredFailures(project, storedAs, storeFailures === true) : project,
      { ...chosen, storeFailures, empty: options.empty, sample: options.sample },
      config.naming,
      variables,
    )
    checkExposures(found)
    return found
  })
  return { ...targeted, ...chosen, config, root, configFile, variables, findPlace, keepCode }
}

function withPlaces<T>({ root, configFile }: Pick<LoadedProject, 'root' | 'configFile'>, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw placedConfigError(placedError(error, root), configFile, [])
  }
}

async function load(
  { project, cwd = process.cwd() }: OpenProjectOptions,
  loading?: LoadProjectOptions,
): Promise<LoadedProject> {
  if (typeof project === 'object') return loadModules(checkedObject(project), path.resolve(cwd, project.root ?? '.'))
  return loadProject(await findConfigFile(project, cwd), loading)
}

function checkedObject(config: ProjectConfig): ProjectConfig {
  if (!config.models.some((model) => typeof model === 'string')) return config
  throw new KerrosError(
    'E_CONFIG',
    `the models of project "${config.name}" are globs, which start at its configuration file`,
    {
      hint: "Pass the file's path instead: { project: 'kerros.config.ts' }, or pass models as module namespaces.",
    },
  )
}
