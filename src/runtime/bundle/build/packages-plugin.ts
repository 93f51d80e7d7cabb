import { isBuiltin } from 'node:module'
import { isAbsolute } from 'node:path'
import type { PartialMessage, Plugin } from 'esbuild'
import { isKerrosError, type KerrosError } from '../../../core/errors/index.js'
import { exportNames } from '../imports/export-names.js'
import { importPackages, type Packages } from '../imports/import-packages.js'
import type { Look } from '../inputs/look.js'
import { OwnModules } from '../inputs/own-modules.js'

/** Whether an import names a package (or a part of Node) rather than a file. */
const PACKAGE = /^[^./]/

/** The prefix of package names in esbuild's messages. */
export const PACKAGE_NAMESPACE = 'package'

/** A plugin that keeps packages out of a bundle, and what it found. */
interface PackagesPlugin {
  readonly plugin: Plugin
  /** The names of what each package exports that was imported. */
  readonly exportsOf: ReadonlyMap<string, readonly string[]>
  /** The folders that were searched for imports other than paths; complete after the build. */
  readonly folders: ReadonlySet<string>
  /** The packages that were resolved, and from where. */
  readonly packages: ReadonlyMap<string, readonly [specifier: string, folder: string]>
}

interface PackagesOptions {
  /** The variable of the bundle that has the packages. */
  readonly variable: string
  readonly root: string
  /** Packages are resolved from there. */
  readonly folder: string
  /** Called if a package awaits for long. */
  readonly onWait?: ((text: string) => void) | undefined
}

/**
 * Keeps packages out of a bundle: each becomes a module with the package's own exports, read from a variable that the
 * bundle receives.
 */
export function packagesPlugin({ variable, root, folder, onWait }: PackagesOptions, look: Look): PackagesPlugin {
  const exportsOf = new Map<string, readonly string[]>()
  const packages = new Map<string, readonly [specifier: string, folder: string]>()
  let searched: OwnModules | undefined
  return {
    exportsOf,
    packages,
    get folders() {
      return searched?.folders ?? new Set<string>()
    },
    plugin: {
      name: 'kerros-packages',
      setup(build) {
        const ownModules = new OwnModules(build, root, look)
        searched = ownModules
        build.onResolve({ filter: PACKAGE }, async (args) => {
          const { path, kind, resolveDir } = args
          if (OwnModules.isAsked(args) || kind === 'entry-point' || isAbsolute(path)) return undefined
          const isDynamic = kind === 'dynamic-import'
          if (isBuiltin(path))
            return isDynamic ? { path, external: true } : { path, namespace: PACKAGE_NAMESPACE, sideEffects: false }
          packages.set(JSON.stringify([path, resolveDir]), [path, resolveDir])
          look.packageJson(path, resolveDir)
          const found = await ownModules.find(args).catch((error: unknown) => error as Error)
          if (isKerrosError(found)) return asBuildError(found)
          if (found instanceof Error) throw found
          if ('file' in found) return { path: found.file }
          if (isDynamic) return { path: found.package, external: true }
          return { path: found.package, namespace: PACKAGE_NAMESPACE, sideEffects: false }
        })
        build.onLoad({ filter: /.*/, namespace: PACKAGE_NAMESPACE }, async ({ path }) => {
          const imported = await importPackages([path], folder, onWait).catch((error: unknown) => error)
          if (isKerrosError(imported)) return asBuildError(imported)
          const names = exportNames((imported as Packages)[path]!)
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

/** As an error of esbuild, it is reported with the place of the import. */
function asBuildError(error: KerrosError): { errors: PartialMessage[] } {
  return { errors: [{ text: error.message, detail: error }] }
}
