import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { constants, Script } from 'node:vm'
import { DiagnosticsError, isKerrosError, KerrosError } from '../../core/errors/index.js'
import type { ModuleNamespace } from '../../core/project/project-config.js'
import { type BundleStore, codeCacheOf, type StoredBundle } from './bundle-store.js'
import { importPackages, type Packages } from './import-packages.js'
import { originOf } from './map-stack.js'

/** Runs a bundle and returns the exports of each of its files, in order. */
export async function runBundle(bundle: StoredBundle, store: BundleStore): Promise<readonly ModuleNamespace[]> {
  const [packages, code, cachedData] = await Promise.all([
    importPackages(bundle.externals, store.folder),
    readFile(bundle.file, 'utf8'),
    readFile(codeCacheOf(bundle.file)).catch(() => undefined),
  ])
  try {
    const script = new Script(code, {
      // Wherever it lies: what it imports while it runs is looked for from the store.
      filename: path.join(store.folder, path.basename(bundle.file)),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData && { cachedData }),
    })
    const run = script.runInThisContext() as (packages: Packages) => readonly ModuleNamespace[]
    const files = run(packages)
    // Kept for the next command: reading V8's own form is twice as fast as compiling again.
    if (!cachedData || script.cachedDataRejected) await store.addCodeCache(bundle, script.createCachedData())
    return files
  } catch (error) {
    if (isKerrosError(error)) throw error.at === undefined ? placed(error) : error
    const message = error instanceof Error ? error.message : String(error)
    const at = originOf(error)
    throw new KerrosError('E_LOAD_PROJECT', `${at ?? 'a file of the project'} fails while it is loaded: ${message}`, {
      hint: 'Correct the file; --debug shows the stack. Files of a project should only define things when they are imported.',
      ...(at && { at }),
      cause: error,
    })
  }
}

/** A definition that cannot be made has no name yet, but its call has a place. */
function placed(error: KerrosError): KerrosError {
  const at = originOf(error)
  if (at === undefined || error instanceof DiagnosticsError) return error
  const { code, message, hint } = error
  return new KerrosError(code, message, { ...(hint !== undefined && { hint }), at, cause: error })
}
