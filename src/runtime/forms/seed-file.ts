import { createHash } from 'node:crypto'
import path from 'node:path'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import { readRegularText } from '../../util/regular-file.js'
import { seedFolder } from '../plan/seeds/seed-folder.js'

/** The CSV file of a seed. */
export interface SeedFile {
  /** Relative to the project's root, with slashes; `undefined` if a package carries the file. */
  readonly path: string | undefined
  /** As dbt computes it, so that dbt finds the same file in its own project unmodified. */
  readonly checksum: string
}

/**
 * Reads the file of a seed.
 *
 * @returns `undefined` for what is no seed, and if the file cannot be read.
 */
export async function seedFile(node: ProjectNode, root: string): Promise<SeedFile | undefined> {
  if (node.resourceType !== 'seed' || node.definition.kind !== 'seed') return undefined
  const { file, options } = node.definition
  try {
    const folder = (await seedFolder(options.package, root)) ?? root
    const absolute = path.resolve(folder, file)
    const checksum = fileChecksum(await readRegularText(absolute))
    const isOwn = path.relative(folder, root) === ''
    return { path: isOwn ? path.relative(root, absolute).replaceAll(path.sep, '/') : undefined, checksum }
  } catch {
    return undefined
  }
}

/** Line ends, and space around everything, are not part of what dbt reads. */
function fileChecksum(text: string): string {
  return createHash('sha256').update(text.replace(/\r\n?/g, '\n').trim()).digest('hex')
}
