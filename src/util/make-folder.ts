import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where a file system says that a folder which is
 * there is not, as `/proc` does.
 *
 * @throws What the operating system says.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && path.dirname(folder) !== folder) {
      await makeFolder(path.dirname(folder))
      // Once: what is missing now is not for anybody to make. But another process may have been faster.
      await mkdir(folder).catch(async (again: unknown) => {
        if (!(await isFolder(folder))) throw again
      })
    } else if (!(await isFolder(folder))) throw error
  }
}

async function isFolder(name: string): Promise<boolean> {
  return stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
