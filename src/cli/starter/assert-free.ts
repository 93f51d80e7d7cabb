import { statSync } from 'node:fs'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'

/** What every new project has: a folder with one of these is refused before anything else is asked. */
export const ALWAYS_WRITTEN: readonly string[] = ['package.json', 'kerros.config.ts']

/**
 * Refuses a folder that has one of the files already.
 *
 * @throws KerrosError `E_INVALID_OPTION`.
 */
export function assertFree(folder: string, cwd: string, files: readonly string[]): void {
  for (const file of files) {
    const found = look(path.resolve(cwd, folder, file))
    if (found === 'ENOTDIR')
      throw new KerrosError(
        'E_INVALID_OPTION',
        `${path.join(folder, file)} cannot be created: a part of its path is a file`,
        { hint: 'Name another folder: kerros init my_project. Nothing was written.' },
      )
    if (found === 'there')
      throw new KerrosError('E_INVALID_OPTION', `${path.join(folder, file)} already exists`, {
        hint: 'Name an empty folder: kerros init my_project. Nothing was written.',
      })
  }
}

function look(file: string): string | undefined {
  try {
    // Not existsSync: it does not say that a part of the path is a file.
    statSync(file)
    return 'there'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}
