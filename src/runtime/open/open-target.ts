import { KerrosError } from '../../core/errors/index.js'
import { suggestName } from '../../core/graph/suggest-name.js'
import type { Target } from '../../core/ports/target.js'
import type { ProjectConfig } from '../../core/project/options/project-config.js'
import { findConfigFile } from '../files/find-config-file.js'
import { placedConfigError } from '../places/config-places.js'
import { loadConfig } from './load-project.js'

/** The target of a command. */
export interface ChosenTarget {
  readonly target: Target
  readonly targetName: string
}

/** A target of a project whose models are not loaded. */
export interface OpenTarget extends ChosenTarget {
  /** The absolute folder where relative paths start. */
  readonly root: string
}

/**
 * Finds a project's target without loading its models: they may not exist yet, or not compile.
 *
 * @param options.config The path of a configuration file. Default: the nearest one.
 * @throws KerrosError `E_NO_PROJECT`, `E_UNKNOWN_TARGET`, `E_LOAD_PROJECT`, `E_CONFIG`.
 */
export async function openTarget(options: {
  readonly config?: string | undefined
  readonly target?: string | undefined
  readonly cwd: string
}): Promise<OpenTarget> {
  const configFile = await findConfigFile(options.config, options.cwd)
  const { config, root } = await loadConfig(configFile)
  return { ...targetOf(config, options.target, configFile), root }
}

/**
 * A project's target.
 *
 * @param configFile Where it is written, for what is wrong with its options and is found when it connects.
 * @throws KerrosError `E_UNKNOWN_TARGET`.
 */
export function targetOf(
  config: ProjectConfig,
  name: string = config.defaultTarget,
  configFile?: string | undefined,
): ChosenTarget {
  const target = Object.hasOwn(config.targets, name) ? config.targets[name] : undefined
  if (target) return { target: withPlace(target, name, configFile), targetName: name }
  const names = Object.keys(config.targets)
  const nearest = suggestName(name, names)
  throw new KerrosError('E_UNKNOWN_TARGET', `project "${config.name}" has no target "${name}"`, {
    hint: nearest ? `Did you mean "${nearest}"?` : `Its targets are ${names.join(', ')}.`,
  })
}

function withPlace(target: Target, name: string, configFile: string | undefined): Target {
  if (configFile === undefined) return target
  return {
    ...target,
    connect: async (options) => {
      try {
        return await target.connect(options)
      } catch (error) {
        throw placedConfigError(error, configFile, ['targets', name])
      }
    },
  }
}
