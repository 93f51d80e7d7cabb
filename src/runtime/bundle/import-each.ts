import { Script } from 'node:vm'
import type { Diagnostic } from '../../core/errors/index.js'
import { toDiagnostics } from '../../core/errors/index.js'
import type { ProjectModule } from '../../core/project/collect-definitions.js'
import type { ModuleNamespace } from '../../core/project/options/project-config.js'
import { buildBundle } from './build/build-bundle.js'
import type { BundleStore } from './build/bundle-store.js'
import { awaitIn, awaiting, type Running } from './imports/awaiting.js'
import { importFailure } from './imports/import-failure.js'
import { importPackages, type Packages } from './imports/import-packages.js'
import { settled } from './imports/settled.js'
import { Look } from './inputs/look.js'

/** Files, and how they are called in messages. */
interface NamedFiles {
  readonly files: readonly string[]
  readonly names: readonly string[]
  readonly root: string
  /** Contents of files that are not read from the disk, by absolute path. */
  readonly given?: ReadonlyMap<string, string> | undefined
  /** Called if files await for long. */
  readonly onWait?: ((text: string) => void) | undefined
}

/** What came of files that were imported one by one. */
export interface ImportedEach {
  /** Those that do not throw. */
  readonly modules: readonly ProjectModule[]
  /** Why the others throw. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Imports files one by one, after one of them has thrown: it ended the import of all. So every file's first error
 * is reported, and what is wrong with the definitions of the others. What a file throws is reported once, not again for the
 * files that import it.
 *
 * @param store Where the bundle is stored, whose map has the places.
 */
export async function importEach(named: NamedFiles, store: BundleStore): Promise<ImportedEach> {
  const { files, names, root, given, onWait } = named
  const look = new Look(given)
  const source = { files, root, packagesFrom: store.folder, importsLater: true, onWait }
  const { file, code, externals, awaits } = await store.add(files, await buildBundle(source, look), look)
  const running: Running = {}
  const found = { awaits, running }
  const run = new Script(code, { filename: file }).runInThisContext() as (
    packages: Packages,
    running: Running,
  ) => Returned | Promise<Returned>
  const imports = await run(await importPackages(Object.keys(externals), store.folder, onWait), running)
  const modules: ProjectModule[] = []
  const failures = new Map<unknown, readonly Diagnostic[]>()
  for (const [i, importOne] of imports.entries()) {
    delete running.file
    try {
      const imported = importOne()
      const exports = imported instanceof Promise ? await settled(imported, awaiting(found, onWait)) : imported
      modules.push({ file: names[i]!, exports })
    } catch (error) {
      const at =
        awaitIn(found) ?? (running.file !== undefined && !IS_COMMON.test(running.file) ? running.file : undefined)
      if (!failures.has(error)) failures.set(error, toDiagnostics(importFailure(error, { file: names[i], at })))
    }
  }
  return { modules, diagnostics: [...failures.values()].flat() }
}

/** A promise for each file if files await outside of functions. */
type Returned = readonly (() => ModuleNamespace | Promise<ModuleNamespace>)[]

/** Files of CommonJS run while the files that require them do. */
const IS_COMMON = /\.c[jt]s$/
