import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, Plugin } from 'esbuild'
import type { Look } from './look.js'

/** The name under which a file's code finds its own `import.meta`. */
export const IMPORT_META = '__kerros_import_meta'

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
}

/** Whether an import names a file by its path. */
const isPath = (name: string): boolean => /^\.\.?(\/|$)/.test(name) || path.isAbsolute(name)

/**
 * Lets esbuild read files through a look, so that the stamp of the bundle matches its content. Files keep their
 * own `import.meta`, as if Node had imported them.
 */
export function filesPlugin(look: Look): FilesPlugin {
  const folders = new Set<string>()
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
      build.onResolve({ filter: /\*/ }, ({ path: file }) =>
        path.isAbsolute(file) && look.content(file) !== undefined ? { path: file } : undefined,
      )
      build.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path: file }) => {
        const loader = LOADERS.get(path.extname(file))
        if (loader === undefined) return undefined
        await look.surroundings(path.dirname(file))
        const content = look.content(file)
        if (content === undefined) return undefined
        const usesMeta = /^[jt]s/.test(loader) && content.includes('import.meta')
        return { contents: usesMeta ? withMeta(content.toString('utf8'), file) : content, loader }
      })
    },
  }
  return { plugin, folders }
}

/** Before everything else, and in the first line, so that lines keep their numbers. */
function withMeta(code: string, file: string): string {
  const meta = { url: pathToFileURL(file).href, dirname: path.dirname(file), filename: file }
  const [, shebang = ''] = /^(#!.*\n)/.exec(code) ?? []
  return `${shebang}const ${IMPORT_META} = ${JSON.stringify(meta)}; ${code.slice(shebang.length)}`
}
