import { isUtf8 } from 'node:buffer'
import path from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../../../core/errors/index.js'
import type { ProjectNode } from '../../../core/project/nodes/node.js'
import type { SeedRow } from '../../../core/steps/materialization.js'
import { NotARegularFile, readRegularFile } from '../../../util/regular-file.js'
import { seedFolder } from './seed-folder.js'

/**
 * Reads the files of the given seeds.
 *
 * @returns The rows of each seed, by unique id.
 * @throws DiagnosticsError `E_FILE_NOT_FOUND`, `E_SEED`: everything that is wrong in each file, with file, line and column.
 */
export async function readSeeds(
  nodes: readonly ProjectNode[],
  root: string,
): Promise<ReadonlyMap<string, readonly SeedRow[]>> {
  const rows = new Map<string, readonly SeedRow[]>()
  const diagnostics: Diagnostic[] = []
  for (const node of nodes) {
    if (node.resourceType !== 'seed' || node.definition.kind !== 'seed') continue
    const { definition, uniqueId, name, file } = node
    const folder = await seedFolder(definition.options.package, root)
    if (folder === undefined) {
      diagnostics.push({
        code: 'E_FILE_NOT_FOUND',
        message: `seed "${name}" comes from the package "${definition.options.package}", which is not installed`,
        hint: `Install it in ${root}, or correct the seed's "package".`,
        at: file,
      })
      continue
    }
    const text = await readSeed(path.resolve(folder, definition.file))
    if (!Buffer.isBuffer(text)) {
      diagnostics.push({ ...unreadable(name, definition.file, folder, text.reason), at: file })
      continue
    }
    // Loaded with the first seed: projects without seeds need no CSV reader.
    const { parseSeed } = await import('./parse-seed.js')
    const { file: seedFile, options } = definition
    const { delimiter, nullIf } = options
    const parsed = parseSeed(text, definition.columns, { file: seedFile, delimiter, nullIf })
    rows.set(uniqueId, parsed.rows)
    diagnostics.push(...parsed.diagnostics)
  }
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  return rows
}

/** The bytes of a file, or why it cannot be read. */
async function readSeed(file: string): Promise<Buffer | { readonly reason: string }> {
  try {
    const bytes = await readRegularFile(file)
    return isUtf8(bytes) ? bytes : { reason: 'encoding' }
  } catch (error) {
    if (error instanceof NotARegularFile) return { reason: 'not a regular file' }
    return { reason: (error as NodeJS.ErrnoException).code ?? 'unknown' }
  }
}

function unreadable(name: string, file: string, folder: string, reason: string): Diagnostic {
  if (reason === 'encoding')
    return { code: 'E_SEED', message: `${file} of seed "${name}" is not UTF-8 text`, hint: 'Save it as UTF-8.' }
  if (reason === 'ENOENT')
    return {
      code: 'E_FILE_NOT_FOUND',
      message: `seed "${name}" has no file ${file}`,
      hint: `Paths of seeds start at ${folder}.`,
    }
  return {
    code: reason === 'EACCES' ? 'E_NOT_PERMITTED' : 'E_SEED',
    message: `${file} of seed "${name}" cannot be read (${reason})`,
    hint: 'It must be a CSV file that you may read.',
  }
}
