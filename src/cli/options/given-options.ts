import { shellQuoted } from '../../util/shell-quoted.js'
import type { CommonOptions } from './options.js'

/** The options of a command line that choose the project and the target, as they were given: ` --target prod`; may be empty. */
export function givenOptions({ config, target, vars }: CommonOptions): string {
  const given = { config, target, vars: vars && JSON.stringify(vars) }
  return Object.entries(given)
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${shellQuoted(value)}`))
    .join('')
}

/**
 * A hint whose commands have the options that the command line had, so that they can be pasted.
 *
 * @param commands The commands in the hint.
 */
export function hintWithOptions(hint: string, commands: readonly string[], given: string): string {
  // The longest first: `kerros build --select a` also begins `kerros build --select ab`.
  const [longest, ...others] = [...commands].sort((a, b) => b.length - a.length)
  if (longest === undefined) return hint
  return hint
    .split(longest)
    .map((part) => hintWithOptions(part, others, given))
    .join(`${longest}${given}`)
}
