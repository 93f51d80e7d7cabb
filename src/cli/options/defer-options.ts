import { KerrosError } from '../../core/errors/index.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import type { ShownDeferral } from '../../runtime/show/show-node.js'
import { type DeferOptions, readDeferral } from '../../runtime/state/deferral.js'
import type { DeferCliOptions } from './options.js'

/**
 * Where a command line says that relations are read which it does not build.
 *
 * @throws KerrosError `E_INVALID_OPTION` where something is missing for it.
 */
export function deferOptions({ defer, favorState, deferState, state }: DeferCliOptions): DeferOptions | undefined {
  if (!defer) {
    const alone = favorState ? '--favor-state' : deferState === undefined ? undefined : '--defer-state'
    if (alone === undefined) return undefined
    throw new KerrosError('E_INVALID_OPTION', `${alone} says how --defer reads, which is not given`, {
      hint: `Add --defer, or leave ${alone} out.`,
    })
  }
  const folder = deferState ?? state
  if (folder !== undefined) return { state: folder, favorState: favorState ?? false }
  throw new KerrosError('E_INVALID_OPTION', '--defer does not say where the manifest is', {
    hint: 'Name the folder that has the manifest.json of what is read: --defer --state FOLDER.',
  })
}

/** Where rows are shown from which are not in the target. */
export async function shownDeferral(
  opened: OpenProject,
  options: DeferCliOptions,
  cwd: string,
  built?: readonly string[],
): Promise<ShownDeferral | undefined> {
  const defer = deferOptions(options)
  return defer && { deferral: await readDeferral(opened, defer, { cwd }), built }
}

/**
 * Of what a command line makes clones.
 *
 * @throws KerrosError `E_INVALID_OPTION` without a state.
 */
export function cloneOptions({ state, deferState = state }: DeferCliOptions): DeferOptions {
  if (deferState !== undefined) return { state: deferState }
  throw new KerrosError('E_INVALID_OPTION', 'clone does not say of what', {
    hint: 'Name the folder that has the manifest.json of what is cloned: kerros clone --state FOLDER.',
  })
}
