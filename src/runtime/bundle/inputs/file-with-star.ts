import path from 'node:path'
import type { Look } from './look.js'

/** What esbuild tries to find a file by a name without its extension, in order. */
const EXTENSIONS = ['.tsx', '.ts', '.jsx', '.js', '.json']

/** The TypeScript that an import means by the name of the JavaScript that would be made of it. */
const SOURCES: { readonly [extension: string]: readonly string[] } = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx', '.ts'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
}

/**
 * The file that an import of a path finds, by esbuild's rules: esbuild itself takes a star in a path for a pattern, and finds
 * nothing.
 */
export function fileWithStar(file: string, look: Look): string | undefined {
  const { dir, name, ext } = path.parse(file)
  const candidates = [
    file,
    ...(SOURCES[ext] ?? []).map((source) => path.join(dir, `${name}${source}`)),
    ...EXTENSIONS.map((extension) => `${file}${extension}`),
    ...EXTENSIONS.map((extension) => path.join(file, `index${extension}`)),
  ]
  return candidates.find((candidate) => look.content(candidate) !== undefined)
}
