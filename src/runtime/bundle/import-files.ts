import path from 'node:path'
import type { ProjectModule } from '../../core/project/collect-definitions.js'
import { makeFolder } from '../../util/make-folder.js'
import { buildBundle } from './build-bundle.js'
import { type BundleStore, openStore, type StoredBundle } from './bundle-store.js'
import { exportNames } from './export-names.js'
import type { FindPlace } from './find-place.js'
import { importPackages, type Packages } from './import-packages.js'
import { Look } from './look.js'
import { runBundle } from './run-bundle.js'

export interface ImportOptions {
  /** Where bundles are stored. */
  readonly cacheDirectory: string
  /** Distinguishes bundles of one folder. */
  readonly name: string
  /** The folder that file names are relative to. */
  readonly root: string
  /** Called with notes that matter only for debugging. */
  readonly onNote?: ((note: string) => void) | undefined
}

/** Imported files. */
export interface ImportedFiles {
  /** In the order of the files. */
  readonly modules: readonly ProjectModule[]
  readonly findPlace: FindPlace
  /** Stores V8's code of the functions that were called since: queries are compiled when they are called. */
  readonly keepCode: () => Promise<void>
}

/**
 * Imports TypeScript files through one bundle. That is five to thirty times faster than importing them one by one, and the
 * bundle is stored with V8's code: it is rebuilt only when one of the files, or anything that they import, has changed.
 *
 *
 * @throws KerrosError `E_LOAD_PROJECT` if a file cannot be compiled or throws while it is imported; `E_NOT_PERMITTED`
 *   if the bundle can be written neither there nor into a temporary folder.
 */
export async function importFiles(files: readonly string[], options: ImportOptions): Promise<ImportedFiles> {
  const store = openStore(options.cacheDirectory, options.name, options.onNote)
  const { bundle, packages } = (await keptBundle(files, store)) ?? (await newBundle(files, options.root, store))
  const { exports, findPlace, keepCode } = await runBundle(bundle, packages, store)
  const modules = files.map((file, i) => ({
    file: path.relative(options.root, file).split(path.sep).join('/'),
    exports: exports[i]!,
  }))
  return { modules, findPlace, keepCode }
}

interface ReadyBundle {
  readonly bundle: StoredBundle
  readonly packages: Packages
}

/** The stored bundle, if nothing that it is made of has changed: neither files nor exports of packages. */
async function keptBundle(files: readonly string[], store: BundleStore): Promise<ReadyBundle | undefined> {
  const bundle = await store.find(files)
  if (!bundle) return undefined
  // What can no longer be imported is reported with the place of its import, which rebuilding the bundle finds.
  const packages = await importPackages(Object.keys(bundle.externals), store.folder).catch(() => undefined)
  if (!packages) return undefined
  const isSame = Object.entries(bundle.externals).every(
    ([specifier, names]) => exportNames(packages[specifier]!).join() === names.join(),
  )
  return isSame ? { bundle, packages } : undefined
}

async function newBundle(files: readonly string[], root: string, store: BundleStore): Promise<ReadyBundle> {
  // Created before anything is looked at, so that the next look finds the same folders.
  await makeFolder(store.folder).catch(() => undefined)
  const look = new Look()
  const bundle = await store.add(files, await buildBundle(files, root, store.folder, look), look)
  return { bundle, packages: await importPackages(Object.keys(bundle.externals), store.folder) }
}
