import path from 'node:path'
import type { ProjectModule } from '../../core/project/collect-definitions.js'
import { buildBundle } from './build-bundle.js'
import { type BundleStore, openStore } from './bundle-store.js'
import { runBundle } from './run-bundle.js'

export interface ImportOptions {
  /** Where bundles are kept. */
  readonly cacheDirectory: string
  /** Tells bundles of one folder apart. */
  readonly name: string
  /** Files are named relative to it. */
  readonly root: string
  /** Hears what is worth knowing only when something is looked into. */
  readonly onNote?: ((note: string) => void) | undefined
}

/** Files that are imported. */
export interface ImportedFiles {
  /** In the order of the files. */
  readonly modules: readonly ProjectModule[]
  /** Keeps V8's code of the functions that were called since: queries are compiled when they are called. */
  readonly keepCode: () => Promise<void>
}

/**
 * Imports TypeScript files through one bundle. That is five to thirty times faster than importing them one by one, and
 * the bundle is kept, with the code that V8 made of it: it is made anew only when one of the files, or anything that
 * they import, has changed.
 *
 * @throws KerrosError `E_LOAD_PROJECT` when a file cannot be compiled or throws while it is imported; `E_NOT_PERMITTED`
 *   when the bundle can be written neither there nor into a temporary folder.
 */
export async function importFiles(files: readonly string[], options: ImportOptions): Promise<ImportedFiles> {
  const store = openStore(options.cacheDirectory, options.name, options.onNote)
  const bundle = (await store.find(files)) ?? (await newBundle(files, options.root, store))
  const { exports, keepCode } = await runBundle(bundle, store)
  const modules = files.map((file, i) => ({
    file: path.relative(options.root, file).split(path.sep).join('/'),
    exports: exports[i]!,
  }))
  return { modules, keepCode }
}

async function newBundle(files: readonly string[], root: string, store: BundleStore) {
  const built = await buildBundle(files, root, store.folder)
  return store.add(files, built)
}
