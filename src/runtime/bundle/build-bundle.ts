import path from 'node:path'
import { buildFailure } from './build-failure.js'
import type { BuiltBundle } from './bundle-store.js'
import { packagesPlugin } from './packages-plugin.js'

/** The name by which a bundle's code reaches the packages that it needs. */
const PACKAGES = '__kerros_packages'

/**
 * Bundles files into one function: it takes the packages that the files import and returns an array with the exports of
 * each file, in order. A function, and not a module: V8 searches a module's imports and exports one by one for every
 * name in every function that it compiles, which is quadratic in the number of files.
 *
 * @param packagesFrom The folder from where packages are looked for.
 * @throws KerrosError `E_LOAD_PROJECT` with every mistake and its place.
 */
export async function buildBundle(files: readonly string[], root: string, packagesFrom: string): Promise<BuiltBundle> {
  // Loaded only when something changed: esbuild is a program of its own.
  const { build } = await import('esbuild')
  const imports = files.map((file, i) => `import * as _${i} from ${JSON.stringify(file)}`)
  const contents = `${imports.join('\n')}\nexport const files = [${files.map((_, i) => `_${i}`).join(', ')}]`
  const packages = packagesPlugin(PACKAGES, packagesFrom)
  try {
    const result = await build({
      stdin: { contents, resolveDir: root, loader: 'ts', sourcefile: 'kerros-project.ts' },
      absWorkingDir: root,
      bundle: true,
      format: 'iife',
      globalName: '__kerros_project',
      banner: { js: `(function (${PACKAGES}) {` },
      footer: { js: 'return __kerros_project.files\n})' },
      platform: 'node',
      target: 'node20',
      plugins: [packages.plugin],
      outfile: 'bundle.cjs',
      sourcemap: 'external',
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    const text = (suffix: string): string => result.outputFiles.find((file) => file.path.endsWith(suffix))!.text
    const inputs = Object.keys(result.metafile.inputs).filter(
      (file) => !file.includes(':') && file !== 'kerros-project.ts',
    )
    return {
      inputs: inputs.map((file) => path.resolve(root, file)),
      externals: [...packages.exportsOf.keys()].sort(),
      code: text('.cjs'),
      map: text('.map'),
    }
  } catch (error) {
    throw buildFailure(error, packages.exportsOf)
  }
}
