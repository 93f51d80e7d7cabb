import { readdir } from 'node:fs/promises'
import { KerrosError } from '../../../core/errors/index.js'
import { LAYOUTS, type LayoutName } from './file-layout.js'
import { writeError } from './write-error.js'

/**
 * Makes sure that generated files do no harm: no file is replaced without `force`, and the files of both layouts never end
 * up in one folder, since they could not be loaded together.
 *
 * @throws KerrosError `E_INVALID_OPTION`.
 */
export async function assertFree(directory: string, layout: LayoutName, force: boolean): Promise<void> {
  const names = new Set(await namesIn(directory))
  for (const other of Object.keys(LAYOUTS) as LayoutName[]) {
    if (other === layout) continue
    const found = filesOf(other).find((name) => names.has(name))
    if (found !== undefined)
      throw new KerrosError('E_INVALID_OPTION', `"${directory}" has "${found}": files of the layout ${other}`, {
        hint: `Files of two layouts cannot be loaded together. Choose another folder with --out, or --layout ${other}.`,
      })
  }
  const existing = filesOf(layout).find((name) => names.has(name))
  if (existing !== undefined && !force)
    throw new KerrosError('E_INVALID_OPTION', `"${directory}" already has "${existing}"`, {
      hint: 'Choose another folder with --out, or replace the files with --force.',
    })
}

function filesOf(layout: LayoutName): readonly string[] {
  return Object.values(LAYOUTS[layout]().files).map(({ name }) => name)
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw writeError(directory, error)
  })
}
