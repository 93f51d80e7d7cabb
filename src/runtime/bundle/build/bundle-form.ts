import type { BuildOptions } from 'esbuild'
import { RESOLVE_CODE, RUNNING } from './files-plugin.js'

/** The name under which a bundle's code finds the packages that it needs. */
export const PACKAGES = '__kerros_packages'

/** The name under which a bundle collects what it returns. */
const FILES = '__kerros_files'

const STRICT = '"use strict";'

/** How files become one function. */
export interface BundleForm {
  /** Whether the function returns functions, one for each file, which import them, and not the exports. */
  readonly importsLater: boolean
  /** Where files await outside of functions. If they do, the function is asynchronous, and so are those that it returns. */
  readonly awaits: readonly string[]
}

/** The module that imports all files, and the options with which esbuild makes a function of it. */
export function bundleForm(
  files: readonly string[],
  { importsLater, awaits }: BundleForm,
): { readonly contents: string; readonly options: BuildOptions } {
  // esbuild allows await only in modules; without exports, its module is also the body of an asynchronous function.
  const [prefix, format, load] =
    awaits.length > 0 ? (['async ', 'esm', 'import'] as const) : (['', 'iife', 'require'] as const)
  return {
    contents: importsLater ? importedLater(files, load) : imported(files),
    options: {
      format,
      banner: { js: `(${prefix}function (${PACKAGES}, ${RUNNING}) {${STRICT} let ${FILES}\n${RESOLVE_CODE}` },
      footer: { js: `return ${FILES}\n})` },
    },
  }
}

/** Modules are strict, files of CommonJS are not; one function cannot be both, and what is strict may not even parse. */
export function withoutStrict(code: string): string {
  return code.replace(STRICT, '')
}

function imported(files: readonly string[]): string {
  const imports = files.map((file, i) => `import * as _${i} from ${JSON.stringify(file)}`)
  return `${imports.join('\n')}\n${FILES} = [${files.map((_, i) => `_${i}`).join(', ')}]`
}

/** esbuild runs a file that is imported in a function when it is called, and throws its error again for each that imports it. */
function importedLater(files: readonly string[], load: 'import' | 'require'): string {
  return `${FILES} = [${files.map((file) => `() => ${load}(${JSON.stringify(file)})`).join(', ')}]`
}
