import type { SiteRun } from '../../site-data.js'

/** The command line of a run, with its target: `kerros build --target prod`. */
export function commandOf({ command, target }: SiteRun): string {
  return ['kerros', command, ...(target === undefined ? [] : ['--target', target])].join(' ')
}
