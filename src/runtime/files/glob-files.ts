import { readdir } from 'node:fs'
import path from 'node:path'
import { glob } from 'tinyglobby'
import { KerrosError } from '../../core/errors/index.js'

/** Where globs begin, and what is left out. */
export interface GlobFilesOptions {
  readonly root: string
  readonly ignore: readonly string[]
}

/**
 * The files that globs name, relative to `root`, with forward slashes.
 *
 * @throws KerrosError `E_NOT_PERMITTED` for a folder that may hold such files and may not be read: to leave its files out would be
 *   another project.
 */
export async function globFiles(
  patterns: readonly string[],
  { root, ignore }: GlobFilesOptions,
): Promise<readonly string[]> {
  const refused: string[] = []
  const recording = (folder: string, options: object, done: (error: unknown, entries?: unknown) => void): void =>
    readdir(folder, options as { withFileTypes: true }, (error, entries) => {
      if (error?.code === 'EACCES' || error?.code === 'EPERM') refused.push(folder)
      done(error, entries)
    })
  const files = await glob([...patterns], {
    cwd: root,
    ignore: [...ignore],
    expandDirectories: false,
    fs: { readdir: recording as typeof readdir },
  })
  const [first] = refused.sort()
  if (first === undefined) return files
  const folder = path.relative(root, first) || root
  throw new KerrosError('E_NOT_PERMITTED', `the folder ${folder} may not be read, and may hold files of the project`, {
    hint: 'Get the right to read it, or correct the globs in the configuration.',
  })
}
