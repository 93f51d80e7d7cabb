import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, Plugin } from 'esbuild'
import { isKerrosError } from '../../../core/errors/index.js'
import { assertRegularFile } from '../../files/assert-regular-file.js'
import { fileWithStar } from '../inputs/file-with-star.js'
import type { Look } from '../inputs/look.js'
import type { Prefix, Prefixes } from '../inputs/prefixes.js'

/** The name under which a file's code finds its own `import.meta`. */
export const IMPORT_META = '__kerros_import_meta'

/** The name under which files say that they run. */
export const RUNNING = '__kerros_running'

/** Code at the begin of a bundle, for `import.meta.resolve`. Packages are found as `require` finds them. */
export const RESOLVE_CODE = `const __kerros_resolve = (specifier, url) => {
  if (/^\\.{0,2}\\/|^(?!node:)[a-z][a-z0-9+.-]+:/i.test(specifier)) return new URL(specifier, url).href
  const { createRequire, isBuiltin } = process.getBuiltinModule('node:module')
  if (isBuiltin(specifier)) return specifier.replace(/^(?!node:)/, 'node:')
  return process.getBuiltinModule('node:url').pathToFileURL(createRequire(url).resolve(specifier)).href
}
`

const LOADERS: ReadonlyMap<string, Loader> = new Map([
  ...(['.ts', '.mts', '.cts'] as const).map((extension) => [extension, 'ts'] as const),
  ...(['.js', '.mjs', '.cjs'] as const).map((extension) => [extension, 'js'] as const),
  ['.tsx', 'tsx'],
  ['.jsx', 'jsx'],
  ['.json', 'json'],
  ['.txt', 'text'],
])

/** A plugin that reads files, and what it found. */
interface FilesPlugin {
  readonly plugin: Plugin
  /** The folders that were searched for imports of paths; complete after the build. */
  readonly folders: ReadonlySet<string>
  /** What was put in front of files; complete after the build. */
  readonly prefixes: Prefixes
}

/** Whether an import names a file by its path. */
const isPath = (name: string): boolean => /^\.\.?(\/|$)/.test(name) || path.isAbsolute(name)

interface FilesOptions {
  /** The folder that names of files in messages start at. */
  readonly root: string
  /** Whether each file says that it runs, by its name. */
  readonly saysWhatRuns: boolean
}

/**
 * Lets esbuild read files through a look, so that the stamp of the bundle matches its content. Files keep their
 * own `import.meta`, as if Node had imported them.
 */
export function filesPlugin(look: Look, { root, saysWhatRuns }: FilesOptions): FilesPlugin {
  const folders = new Set<string>()
  const prefixes = new Map<string, Prefix>()
  const plugin: Plugin = {
    name: 'kerros-files',
    setup(build) {
      build.onResolve({ filter: /^/ }, async ({ path: name, resolveDir }) => {
        if (look.isGiven(name)) return { path: name }
        if (!isPath(name)) return undefined
        for (const folder of look.searched(path.resolve(resolveDir, name))) {
          folders.add(folder)
          await look.surroundings(folder)
        }
        return undefined
      })
      // esbuild takes a star in a path for a pattern, and finds nothing.
      build.onResolve({ filter: /\*/ }, ({ path: name, resolveDir }) => {
        const file = isPath(name) ? fileWithStar(path.resolve(resolveDir, name), look) : undefined
        return file === undefined ? undefined : { path: file }
      })
      build.onLoad({ filter: /.*/, namespace: 'file' }, ({ path: file }) =>
        load(file, look)
          .then((loaded) => {
            if (loaded === undefined || !/^[jt]sx?$/.test(loaded.loader)) return loaded
            const name = path.relative(root, file).split(path.sep).join('/')
            const code = ownNames(loaded.contents, file) + (saysWhatRuns ? mark(name) : '')
            if (code === '') return loaded
            const [shebang, rest] = parted(loaded.contents.toString('utf8'))
            prefixes.set(name, { row: shebang === '' ? 1 : 2, length: code.length })
            return { contents: `${shebang}${code}${rest}`, loader: loaded.loader }
          })
          .catch((error: unknown) => {
            if (!isKerrosError(error)) throw error
            // As an error of esbuild, it is reported with the place of the import.
            return { errors: [{ text: error.message, detail: error }] }
          }),
      )
    },
  }
  return { plugin, folders, prefixes }
}

async function load(file: string, look: Look): Promise<{ contents: Buffer; loader: Loader } | undefined> {
  // Before esbuild reads it, which it does with any name.
  assertRegularFile(file)
  const loader = LOADERS.get(path.extname(file))
  if (loader === undefined) return undefined
  await look.surroundings(path.dirname(file))
  const content = look.content(file)
  return content && { contents: content, loader }
}

/** The code that defines what Node gives each file: `import.meta`, and `__dirname` and `__filename` to CommonJS. */
function ownNames(content: Buffer, file: string): string {
  const [url, dirname, filename] = [pathToFileURL(file).href, path.dirname(file), file].map((text) =>
    JSON.stringify(text),
  )
  let code = ''
  if (content.includes('import.meta'))
    code += `const ${IMPORT_META} = { url: ${url}, dirname: ${dirname}, filename: ${filename}, resolve: (specifier) => __kerros_resolve(specifier, ${url}) }; `
  // Other files often define them by themselves.
  if (/\.c[jt]s$/.test(file) && /__(?:dirname|filename)/.test(content.toString('utf8')))
    code += `const __dirname = ${dirname}, __filename = ${filename}; `
  return code
}

/** Code that says which file runs. esbuild runs the imports of a file before it, as Node does. */
function mark(name: string): string {
  return `${RUNNING}.file = ${JSON.stringify(name)}; `
}

/** A file's first line, if it is for a shell, and the rest. What goes in between adds no line, so that lines keep their numbers. */
function parted(code: string): readonly [shebang: string, rest: string] {
  const [shebang = ''] = /^#!.*\n/.exec(code) ?? []
  return [shebang, code.slice(shebang.length)]
}
