import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../core/errors/index.js'
import type { SeedRow } from '../core/ports/materialization.js'
import type { ProjectNode } from '../core/project/node.js'
import { parseSeed } from './parse-seed.js'
import { seedFolder } from './seed-folder.js'

/**
 * Reads the files of the given seeds.
 *
 * @returns The rows of each seed, by unique id.
 * @throws DiagnosticsError `E_FILE_NOT_FOUND`, `E_SEED`: every mistake in every file, with file, line and column.
 */
export async function readSeeds(
  nodes: readonly ProjectNode[],
  root: string,
): Promise<ReadonlyMap<string, readonly SeedRow[]>> {
  const rows = new Map<string, readonly SeedRow[]>()
  const problems: Diagnostic[] = []
  for (const node of nodes) {
    if (node.resourceType !== 'seed' || node.definition.kind !== 'seed') continue
    const { definition, uniqueId, name, file } = node
    const folder = await seedFolder(definition.options.package, root)
    if (folder === undefined) {
      problems.push({
        code: 'E_FILE_NOT_FOUND',
        message: `seed "${name}" comes from the package "${definition.options.package}", which is not installed`,
        hint: `Install it in ${root}, or correct the seed's "package".`,
        at: file,
      })
      continue
    }
    const text = await readFile(path.resolve(folder, definition.file), 'utf8').catch(() => undefined)
    if (text === undefined) {
      problems.push({
        code: 'E_FILE_NOT_FOUND',
        message: `seed "${name}" has no file ${definition.file}`,
        hint: `Paths of seeds start at ${folder}.`,
        at: file,
      })
      continue
    }
    const parsed = parseSeed(text, definition.columns, definition.file, definition.options.delimiter)
    rows.set(uniqueId, parsed.rows)
    problems.push(...parsed.problems)
  }
  if (problems.length > 0) throw new DiagnosticsError(problems)
  return rows
}
