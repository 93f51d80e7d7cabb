import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** What makes a test slow, by what it imports: names of packages, and paths from the root of the repository. */
const SLOW_IMPORTS = [
  // A server of Snowflake's protocol or of S3's.
  /^test\/servers\//,
  // Another process: the built command, npm, a compiler.
  /^(node:)?child_process$/,
  // A second compiler.
  /^typescript-\d+(\/|$)/,
  // The built package.
  /^test\/package\//,
  // All of MovieLens.
  /^test\/movielens\/published-data\.ts$/,
]

const IMPORT = /^(?:import|export)\s(?!type\s)(?:[^'"]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm

/**
 * The test files that need no server, no other process, no build and no second compiler: `npm run test:fast` runs them. What
 * they import decides, themselves and through files in `test/`.
 *
 * @param root The folder in which `test/` is.
 * @returns Paths from there, sorted.
 */
export function fastTests(root: string): readonly string[] {
  const imports = new Map<string, readonly string[]>()
  const importsOf = (file: string): readonly string[] => {
    const known = imports.get(file)
    if (known) return known
    const read = readFileSync(path.join(root, file), 'utf8')
    const found = [...read.matchAll(IMPORT)].map((match) => resolved(root, file, (match[1] ?? match[2])!))
    imports.set(file, found)
    return found
  }
  const isSlow = (file: string, seen: Set<string>): boolean => {
    if (seen.has(file)) return false
    seen.add(file)
    if (SLOW_IMPORTS.some((slow) => slow.test(file))) return true
    return file.startsWith('test/') && importsOf(file).some((imported) => isSlow(imported, seen))
  }
  return readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join('test', file.replaceAll(path.sep, '/')))
    .filter((file) => file.endsWith('.test.ts') && !isSlow(file, new Set()))
    .sort()
}

/** Where an import leads: a path from the root for a file of the repository, otherwise as it is written. */
function resolved(root: string, file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier
  const found = path.posix.join(path.posix.dirname(file), specifier)
  const source = found.replace(/\.js$/, '.ts')
  return existsSync(path.join(root, source)) ? source : found
}
