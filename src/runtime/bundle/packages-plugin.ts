import { isAbsolute } from 'node:path'
import type { Plugin } from 'esbuild'
import type { BundleStore } from './bundle-store.js'
import { importPackages } from './import-packages.js'

/** Whether or not an import names a package (or a part of Node) rather than a file. */
const PACKAGE = /^[^./]/

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
          const { [path]: exports } = await importPackages([path], store)
          found.add(path)
          const lines = Object.keys(exports!).map((name) => {
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
