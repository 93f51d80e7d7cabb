import path from 'node:path'
import { constants, Script } from 'node:vm'
import type { ModuleNamespace } from '../../core/project/project-config.js'
import type { BundleStore, CodeStage, StoredBundle } from './bundle-store.js'
import { type FindPlace, placeFinder } from './find-place.js'
import { importFailure } from './import-failure.js'
import type { Packages } from './import-packages.js'

/** A bundle that has run. */
export interface RanBundle {
  /** The exports of each of its files, in order. */
  readonly exports: readonly ModuleNamespace[]
  readonly findPlace: FindPlace
  /** Stores V8's code of the functions that were called since, for the next command. Does nothing if it is already stored. */
  readonly keepCode: () => Promise<void>
}

/** Runs a bundle. */
export async function runBundle(bundle: StoredBundle, packages: Packages, store: BundleStore): Promise<RanBundle> {
  const kept = await readCode(bundle, store)
  try {
    const script = new Script(bundle.code, {
      // Dynamic imports are resolved from the store's folder, even if the file is elsewhere.
      filename: path.join(store.folder, path.basename(bundle.file)),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(kept && { cachedData: kept.code }),
    })
    const run = script.runInThisContext() as (packages: Packages) => readonly ModuleNamespace[]
    const exports = run(packages)
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
    throw importFailure(error)
  }
}

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
