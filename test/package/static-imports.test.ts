import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { expect, it } from 'vitest'

const DIST = path.resolve(import.meta.dirname, '../../dist')
const IMPORT = /(?:^|\n)(?:import|export)\s(?:[^"';]*?\sfrom\s+)?"([^"]+)"/g

/** The packages that a built module imports by itself or through its chunks, before anything is called. */
function packagesOf(entry: string): readonly string[] {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const walk = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      if (from.startsWith('.')) walk(path.resolve(path.dirname(file), from))
      else if (!isBuiltin(from)) packages.add(from.split('/')[0]!)
    }
  }
  walk(path.join(DIST, entry))
  return [...packages]
}

it.each(['snowflake.js', 'duckdb.js'])('%s imports no package but kysely', (entry) => {
  expect(packagesOf(entry)).toEqual(['kysely'])
})

it('index.js imports zod, so the look at imports sees something', () => {
  expect(packagesOf('index.js')).toContain('zod')
})
