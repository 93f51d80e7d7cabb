import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where a file system says that a folder which is
 * there is not, as `/proc` does.
 *
 * @throws What the operating system says.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && dirname(folder) !== folder) {
      makeFolder(dirname(folder))
      makeLast(folder)
    } else if (!isFolder(folder)) throw error
  }
}

/** What is missing now is not for anybody to make; but another process may have been faster. */
function makeLast(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!isFolder(folder)) throw error
  }
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false
}
