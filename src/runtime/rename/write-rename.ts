import { randomBytes } from 'node:crypto'
import { rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../../core/errors/index.js'
import { readRegularText } from '../../util/regular-file.js'
import type { FileChange } from './file-change.js'

/**
 * Writes the files of a renaming: all of them or none.
 *
 * @throws DiagnosticsError `E_RENAME` if a file has changed since it was read; the system's error if one cannot be
 *   written.
 */
export async function writeRename({
  files,
  root,
}: {
  readonly files: readonly FileChange[]
  readonly root: string
}): Promise<void> {
  const staged = files.map((change) => {
    const file = path.join(root, change.file)
    return { ...change, path: file, temporary: `${file}.${randomBytes(6).toString('hex')}` }
  })
  const written: typeof staged = []
  try {
    for (const { path: file, temporary, after } of staged)
      await writeFile(temporary, after, { mode: (await stat(file)).mode, flag: 'wx' })
    const changed = await Promise.all(
      staged.map(async ({ file, path: at, before }) =>
        (await readRegularText(at)) === before ? [] : [hasChanged(file)],
      ),
    )
    if (changed.flat().length > 0) throw new DiagnosticsError(changed.flat())
    for (const each of staged) {
      await rename(each.temporary, each.path)
      written.push(each)
    }
  } catch (error) {
    for (const { path: file, before } of written) await writeFile(file, before)
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })))
    throw error
  }
}

function hasChanged(file: string): Diagnostic {
  return {
    code: 'E_RENAME',
    message: `${file} was changed while the renaming was worked out; nothing was written`,
    hint: 'Rename again.',
    at: file,
  }
}
