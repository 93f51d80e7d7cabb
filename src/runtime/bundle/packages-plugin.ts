import { isAbsolute } from 'node:path'
import type { Plugin } from 'esbuild'
import { isKerrosError } from '../../core/errors/index.js'
import { importPackages, type Packages } from './import-packages.js'

/** Whether or not an import names a package (or a part of Node) rather than a file. */
const PACKAGE = /^[^./]/

/** Stands before the names of packages in what esbuild says. */
export const PACKAGE_NAMESPACE = 'package'

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** What leaves packages out of a bundle, and what it came upon. */
interface PackagesPlugin {
  readonly plugin: Plugin
  /** The names of what each package exports that was imported. */
  readonly exportsOf: ReadonlyMap<string, readonly string[]>
}

/**
 * Leaves packages out of a bundle: each becomes a module with the package's own exports, read from a variable that the
 * bundle is given.
 *
 * @param folder Packages are looked for from there.
 */
export function packagesPlugin(variable: string, folder: string): PackagesPlugin {
  const exportsOf = new Map<string, readonly string[]>()
  return {
    exportsOf,
    plugin: {
      name: 'kerros-packages',
      setup(build) {
        build.onResolve({ filter: PACKAGE }, ({ path, kind }) => {
          if (kind === 'dynamic-import') return { path, external: true }
          return kind === 'entry-point' || isAbsolute(path)
            ? undefined
            : { path, namespace: PACKAGE_NAMESPACE, sideEffects: false }
        })
        build.onLoad({ filter: /.*/, namespace: PACKAGE_NAMESPACE }, async ({ path }) => {
          const imported = await importPackages([path], folder).catch((error: unknown) => error)
          // Given as an error of esbuild's, it is told with the place of the import.
          if (isKerrosError(imported)) return { errors: [{ text: imported.message, detail: imported }] }
          const exports = (imported as Packages)[path]!
          // Exports such as "module.exports", which Node adds, have names that no import statement uses.
          const names = Object.keys(exports).filter((name) => IDENTIFIER.test(name))
          exportsOf.set(path, names)
          const lines = names.map((name) => {
            const value = `${variable}[${JSON.stringify(path)}][${JSON.stringify(name)}]`
            return name === 'default'
              ? `export default ${value}`
              : `const _${name} = ${value}; export { _${name} as ${name} }`
          })
          return { contents: lines.join('\n'), loader: 'js' }
        })
      },
    },
  }
}
