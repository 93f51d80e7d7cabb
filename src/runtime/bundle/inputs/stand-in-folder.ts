import { createHash } from 'node:crypto'
import { lstat, mkdir } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

/**
 * The temporary folder that replaces one that cannot be written. It is the same for every run, so that a later run finds
 * what an earlier one has stored.
 */
export function standInFor(folder: string): string {
  return path.join(ownFolder(), createHash('sha256').update(folder).digest('hex').slice(0, 16))
}

/** Whether no other user can write into the stand-ins: their content is executed. */
export async function areStandInsPrivate(): Promise<boolean> {
  const found = await lstat(ownFolder()).catch(() => undefined)
  if (!found?.isDirectory()) return false
  return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0)
}

/** Creates the folder of all stand-ins, which only its owner may enter. */
export async function makePrivateFolder(): Promise<void> {
  await mkdir(ownFolder(), { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  if (!(await areStandInsPrivate())) throw new Error(`${ownFolder()} belongs to another user`)
}

function ownFolder(): string {
  return path.join(os.tmpdir(), `kerros-${process.getuid?.() ?? 'cache'}`)
}
