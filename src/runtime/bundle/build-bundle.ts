import path from 'node:path'
import type { Message } from 'esbuild'
import { assertOwnSettings } from './assert-own-settings.js'
import { buildFailure } from './build-failure.js'
import type { BuiltBundle } from './bundle-store.js'
import { filesPlugin, IMPORT_META, RESOLVE_CODE, RUNNING } from './files-plugin.js'
import type { Look } from './look.js'
import { PACKAGE_NAMESPACE, packagesPlugin } from './packages-plugin.js'

/** The name under which a bundle's code finds the packages that it needs. */
const PACKAGES = '__kerros_packages'

/** The name of the module that imports all files, for esbuild: no file has it. */
const ENTRY = '<kerros project>'

/** What becomes a bundle. */
export interface BundleSource {
  readonly files: readonly string[]
  readonly root: string
  /** The folder from which packages are resolved. */
  readonly packagesFrom: string
  /**
   * Whether the bundle returns a function for each file, which imports it, and not the exports. Files then write their names
   * into the `file` of the second argument when they run. Default: false.
   */
  readonly importsLater?: boolean
}

/**
 * Bundles files into one function: it receives the packages that the files import and returns an array with the exports of
 * each file, in order. A function, and not a module: V8 searches a module's imports and exports one by one for every
 * name in every function that it compiles, which is quadratic in the number of files.
 *
 * @param look What the files are read through.
 * @throws KerrosError `E_LOAD_PROJECT` with every error and its place; `E_NOT_PERMITTED` for settings of another user.
 */
export async function buildBundle(
  { files, root, packagesFrom, importsLater = false }: BundleSource,
  look: Look,
): Promise<BuiltBundle> {
  assertOwnSettings(root)
  // Loaded only when something changed: esbuild is a process of its own.
  const { build } = await import('esbuild')
  const contents = importsLater ? importedLater(files) : imported(files)
  const packages = packagesPlugin(PACKAGES, root, packagesFrom, look)
  const paths = filesPlugin(look, importsLater ? root : undefined)
  try {
    // Listed before anything is read: a file that is added later is seen by the next command.
    for (const folder of foldersOf(files, root)) await look.surroundings(folder)
    const result = await build({
      stdin: { contents, resolveDir: root, loader: 'ts', sourcefile: ENTRY },
      absWorkingDir: root,
      bundle: true,
      format: 'iife',
      globalName: '__kerros_project',
      banner: { js: `(function (${PACKAGES}, ${RUNNING}) {\n${RESOLVE_CODE}` },
      footer: { js: 'return __kerros_project.files\n})' },
      platform: 'node',
      target: 'node20',
      // As Node's: esbuild would also ask for "module".
      conditions: ['node-addons'],
      define: { 'import.meta': IMPORT_META },
      plugins: [packages.plugin, paths.plugin],
      outfile: 'bundle.cjs',
      sourcemap: 'external',
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    // For a namespace (`import * as all`), esbuild only warns, and the definition would later be undefined.
    const missing = result.warnings.filter(isMissingExport)
    if (missing.length > 0) throw { errors: missing }
    const text = (suffix: string): string => result.outputFiles.find((file) => file.path.endsWith(suffix))!.text
    const inputs = Object.keys(result.metafile.inputs)
      .filter((file) => file !== ENTRY && !file.startsWith(`${PACKAGE_NAMESPACE}:`))
      .map((file) => path.resolve(root, file))
    const folders = new Set([...foldersOf([...files, ...inputs], root), ...packages.folders, ...paths.folders])
    return {
      inputs: { files: inputs, folders: [...folders], packages: [...packages.packages.values()] },
      externals: Object.fromEntries([...packages.exportsOf].sort(([a], [b]) => (a < b ? -1 : 1))),
      code: text('.cjs'),
      map: text('.map'),
    }
  } catch (error) {
    throw buildFailure(error, packages.exportsOf)
  }
}

function imported(files: readonly string[]): string {
  const imports = files.map((file, i) => `import * as _${i} from ${JSON.stringify(file)}`)
  return `${imports.join('\n')}\nexport const files = [${files.map((_, i) => `_${i}`).join(', ')}]`
}

/** esbuild runs a file that is required when it is required, and throws its error again for each that imports it. */
function importedLater(files: readonly string[]): string {
  return `export const files = [${files.map((file) => `() => require(${JSON.stringify(file)})`).join(', ')}]`
}

/** What is imported from another package may exist only in some of its versions. */
function isMissingExport({ id, text }: Message): boolean {
  const isOfOther = text.includes(`"${PACKAGE_NAMESPACE}:`) && !text.includes(`"${PACKAGE_NAMESPACE}:kerros`)
  return id === 'import-is-undefined' && !isOfOther
}

/** The folders of files, and those above them in which their imports may have been looked for. */
function foldersOf(files: readonly string[], root: string): ReadonlySet<string> {
  const folders = new Set([root])
  for (const file of files) {
    let folder = path.dirname(file)
    if (!folder.startsWith(root)) folders.add(path.dirname(folder))
    for (; !folders.has(folder); folder = path.dirname(folder)) {
      folders.add(folder)
      if (!folder.startsWith(root)) break
    }
  }
  return folders
}
