import path from 'node:path'
import { constants, Script } from 'node:vm'
import type { ModuleNamespace } from '../../core/project/options/project-config.js'
import type { BundleStore, CodeStage, StoredBundle } from './build/bundle-store.js'
import { awaitIn, awaiting, type Running } from './imports/awaiting.js'
import { type FindPlace, placeFinder } from './imports/find-place.js'
import { importFailure } from './imports/import-failure.js'
import type { Packages } from './imports/import-packages.js'
import { settled } from './imports/settled.js'

/** A bundle that has run. */
export interface RanBundle {
  /** The exports of each of its files, in order. */
  readonly exports: readonly ModuleNamespace[]
  readonly findPlace: FindPlace
  /** Stores V8's code of the functions that were called since, for the next command. Does nothing if it is already stored. */
  readonly keepCode: () => Promise<void>
}

/** What a bundle needs to run. */
export interface BundleNeeds {
  readonly packages: Packages
  readonly store: BundleStore
  /** Called if its files await for long. */
  readonly onWait?: ((text: string) => void) | undefined
}

/**
 * Runs a bundle.
 *
 * @throws KerrosError `E_LOAD_PROJECT` if a file throws, or awaits what never comes.
 */
export async function runBundle(bundle: StoredBundle, { packages, store, onWait }: BundleNeeds): Promise<RanBundle> {
  const files = { awaits: bundle.awaits, running: {} as Running }
  const kept = await readCode(bundle, store)
  try {
    const script = new Script(bundle.code, {
      // Dynamic imports are resolved from the store's folder, even if the file is elsewhere.
      filename: path.join(store.folder, path.basename(bundle.file)),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(kept && { cachedData: kept.code }),
    })
    const run = script.runInThisContext() as (packages: Packages, running: Running) => Returned
    const returned = run(packages, files.running)
    const exports = returned instanceof Promise ? await settled(returned, awaiting(files, onWait)) : returned
    const stage = script.cachedDataRejected ? undefined : kept?.stage
    // Stored for the next command: reading V8's own form is twice as fast as compiling again.
    if (stage === undefined) await store.addCodeCache(bundle, 'imported', script.createCachedData())
    return {
      exports,
      findPlace: placeFinder(bundle.file, bundle.code),
      keepCode: async () => {
        if (stage !== 'queried') await store.addCodeCache(bundle, 'queried', script.createCachedData())
      },
    }
  } catch (error) {
    throw importFailure(error, { at: awaitIn(files) })
  }
}

/** A promise if files await outside of functions. */
type Returned = readonly ModuleNamespace[] | Promise<readonly ModuleNamespace[]>

/** V8's code of a bundle, from the latest stage that is stored. */
async function readCode(
  bundle: StoredBundle,
  store: BundleStore,
): Promise<{ stage: CodeStage; code: Buffer } | undefined> {
  for (const stage of ['queried', 'imported'] as const) {
    const code = await store.findCodeCache(bundle, stage)
    if (code) return { stage, code }
  }
  return undefined
}
