import path from 'node:path'
import type { Message } from 'esbuild'
import type { KerrosError } from '../../../core/errors/index.js'
import { assertOwnSettings } from '../inputs/assert-own-settings.js'
import type { Look } from '../inputs/look.js'
import { withPrefixes } from '../inputs/prefixes.js'
import { buildFailure } from './build-failure.js'
import { buildMessages, messagePlace } from './build-message.js'
import { type BundleForm, bundleForm, PACKAGES, withoutStrict } from './bundle-form.js'
import type { BuiltBundle } from './bundle-store.js'
import { filesPlugin, IMPORT_META } from './files-plugin.js'
import { PACKAGE_NAMESPACE, packagesPlugin } from './packages-plugin.js'
import { requiredAwaits } from './required-awaits.js'

/** esbuild's message for an await outside of functions, where the format of the bundle has no place for it. */
const UNSUPPORTED_AWAIT = /^Top-level await is .*output format/

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
  /** Called if a package that the files import awaits for long. */
  readonly onWait?: ((text: string) => void) | undefined
}

/**
 * Bundles files into one function: it receives the packages that the files import and returns an array with the exports of
 * each file, in order. A function, and not a module: V8 searches a module's imports and exports one by one for every
 * name in every function that it compiles, which is quadratic in the number of files.
 *
 * The function is asynchronous only if a file awaits outside of its functions.
 *
 * @param look What the files are read through.
 * @throws KerrosError `E_LOAD_PROJECT` with every error and its place; `E_NOT_PERMITTED` for settings of another user.
 */
export async function buildBundle(source: BundleSource, look: Look): Promise<BuiltBundle> {
  assertOwnSettings(source.root)
  const importsLater = source.importsLater ?? false
  const built = await tryBuild(source, { importsLater, awaits: [] }, look)
  if ('bundle' in built) return built.bundle
  if (built.awaits.length === 0) throw built.failure
  const again = await tryBuild(source, { importsLater, awaits: built.awaits }, look)
  if ('bundle' in again) return again.bundle
  throw again.failure
}

/** A bundle, or why it could not be made. */
type Attempt =
  | { readonly bundle: BuiltBundle }
  | {
      readonly failure: KerrosError
      /** Where files await outside of functions, if that is why. */
      readonly awaits: readonly string[]
    }

async function tryBuild(source: BundleSource, form: BundleForm, look: Look): Promise<Attempt> {
  const { files, root, packagesFrom, onWait } = source
  // Loaded only when something changed: esbuild is a process of its own.
  const { build } = await import('esbuild')
  const { contents, options } = bundleForm(files, form)
  const packages = packagesPlugin({ variable: PACKAGES, root, folder: packagesFrom, onWait }, look)
  // What waits can be named only if files say that they run.
  const paths = filesPlugin(look, { root, saysWhatRuns: form.importsLater || form.awaits.length > 0 })
  try {
    // Listed before anything is read: a file that is added later is seen by the next command.
    for (const folder of foldersOf(files, root)) await look.surroundings(folder)
    const result = await build({
      ...options,
      stdin: { contents, resolveDir: root, loader: 'ts', sourcefile: ENTRY },
      absWorkingDir: root,
      bundle: true,
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
    const { inputs: imported } = result.metafile
    const required = form.awaits.length > 0 ? requiredAwaits({ root, inputs: imported, awaits: form.awaits }, look) : []
    if (missing.length + required.length > 0) throw { errors: [...missing, ...required] }
    const text = (suffix: string): string => result.outputFiles!.find((file) => file.path.endsWith(suffix))!.text
    const made = Object.entries(imported).filter(
      ([file]) => file !== ENTRY && !file.startsWith(`${PACKAGE_NAMESPACE}:`),
    )
    const inputs = made.map(([file]) => path.resolve(root, file))
    const folders = new Set([...foldersOf([...files, ...inputs], root), ...packages.folders, ...paths.folders])
    const hasCommon = made.some(([, { format }]) => format === 'cjs')
    return {
      bundle: {
        inputs: { files: inputs, folders: [...folders], packages: [...packages.packages.values()] },
        externals: Object.fromEntries([...packages.exportsOf].sort(([a], [b]) => (a < b ? -1 : 1))),
        code: hasCommon ? withoutStrict(text('.cjs')) : text('.cjs'),
        map: withPrefixes(text('.map'), paths.prefixes),
        awaits: form.awaits,
      },
    }
  } catch (error) {
    const awaiting = buildMessages(error).filter(({ text }) => UNSUPPORTED_AWAIT.test(text))
    return {
      failure: buildFailure(error, { exportsOf: packages.exportsOf, prefixes: paths.prefixes }),
      awaits: awaiting.flatMap((message) => messagePlace(message, paths.prefixes) ?? []),
    }
  }
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
