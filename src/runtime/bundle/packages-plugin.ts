import { isAbsolute } from 'node:path'
import type { Plugin } from 'esbuild'
import { isKerrosError } from '../../core/errors/index.js'
import type { BundleStore } from './bundle-store.js'
import { importPackages, type Packages } from './import-packages.js'

/** Whether or not an import names a package (or a part of Node) rather than a file. */
const PACKAGE = /^[^./]/

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/**
 * Leaves packages out of a bundle: each becomes a module with the package's own exports, read from a variable that the
 * bundle is given. `found` tells which packages there were.
 */
export function packagesPlugin(
  variable: string,
  store: BundleStore,
): { readonly plugin: Plugin; readonly found: () => readonly string[] } {
  const found = new Set<string>()
  return {
    found: () => [...found].sort(),
    plugin: {
      name: 'kerros-packages',
      setup(build) {
        build.onResolve({ filter: PACKAGE }, ({ path, kind }) => {
          if (kind === 'dynamic-import') return { path, external: true }
          return kind === 'entry-point' || isAbsolute(path)
            ? undefined
            : { path, namespace: 'package', sideEffects: false }
        })
        build.onLoad({ filter: /.*/, namespace: 'package' }, async ({ path }) => {
          const imported = await importPackages([path], store).catch((error: unknown) => error)
          // Given as an error of esbuild's, it is told with the place of the import.
          if (isKerrosError(imported)) return { errors: [{ text: imported.message, detail: imported }] }
          const exports = (imported as Packages)[path]!
          found.add(path)
          // Exports such as "module.exports", which Node adds, have names that no import statement uses.
          const names = Object.keys(exports).filter((name) => IDENTIFIER.test(name))
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
