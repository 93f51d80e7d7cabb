import { KerrosError } from '../../core/errors/index.js'
import { suggestName } from '../../core/graph/suggest-name.js'
import type { Target } from '../../core/ports/target.js'
import type { ProjectConfig } from '../../core/project/project-config.js'
import { findConfigFile } from '../files/find-config-file.js'
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
  const { config, root } = await loadConfig(await findConfigFile(options.config, options.cwd))
  return { ...targetOf(config, options.target), root }
}

/** @throws KerrosError `E_UNKNOWN_TARGET`. */
export function targetOf(config: ProjectConfig, name: string = config.defaultTarget): ChosenTarget {
  const target = Object.hasOwn(config.targets, name) ? config.targets[name] : undefined
  if (target) return { target, targetName: name }
  const names = Object.keys(config.targets)
  const nearest = suggestName(name, names)
  throw new KerrosError('E_UNKNOWN_TARGET', `project "${config.name}" has no target "${name}"`, {
    hint: nearest ? `Did you mean "${nearest}"?` : `Its targets are ${names.join(', ')}.`,
  })
}
