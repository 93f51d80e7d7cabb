import { existsSync } from 'node:fs'
import { rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import { ownVersion } from '../../runtime/files/own-version.js'
import { makeFolder } from '../../util/make-folder.js'
import { assertFree } from './assert-free.js'
import type { StarterChoice } from './choice/starter-choice.js'
import { starterFiles } from './starter-files.js'
import { TEMPLATES } from './templates/index.js'

/** A project that was written. */
export interface WrittenProject {
  readonly folder: string
  readonly files: readonly string[]
  /** The commands that build it, in order. */
  readonly next: readonly string[]
}

/**
 * Writes a new project into a folder, whole or not at all.
 *
 * @throws KerrosError `E_INVALID_OPTION` if one of its files already exists, or a file is in the place of a folder;
 *   `E_NOT_PERMITTED` if it cannot be written; `E_CANCELLED` if the signal stops it.
 */
export async function writeStarterProject(
  folder: string,
  cwd: string,
  choice: StarterChoice,
  signal?: AbortSignal,
): Promise<WrittenProject> {
  const at = path.resolve(cwd, folder)
  const base = path.basename(at).toLowerCase()
  const name = base.replace(/[^a-z0-9_]+/g, '_').replace(/^[^a-z]+/, '') || 'project'
  const files = Object.entries(await starterFiles(name, await ownVersion(), choice))
  const { data } = TEMPLATES[choice.template]
  const written = [...files.map(([file]) => file), ...(data?.files ?? [])]
  assertFree(folder, cwd, written)
  const undo = undoOf(at, written)
  try {
    for (const [file, content] of files) {
      if (signal?.aborted) throw new KerrosError('E_CANCELLED', 'the project was not written')
      const target = path.join(at, file)
      await makeFolder(path.dirname(target))
      await writeFile(target, content)
    }
    await data?.write(at, signal)
  } catch (cause) {
    await undo()
    if (isKerrosError(cause)) throw cause
    throw new KerrosError('E_NOT_PERMITTED', `kerros cannot write into ${at}`, {
      hint: 'Make the folder writable, or name another folder.',
      cause,
    })
  }
  const next = ['npm install', ...(data ? ['npx kerros load'] : []), 'npx kerros build']
  return { folder: at, files: written, next }
}

/** Removes the files, none of which is there yet, and the folders that are not there yet, unless something else is in them. */
function undoOf(at: string, files: readonly string[]): () => Promise<void> {
  const targets = files.map((file) => path.join(at, file))
  const folders = [...new Set(targets.flatMap(foldersAbove))].filter((folder) => !existsSync(folder))
  return async () => {
    for (const target of targets) await rm(target, { force: true }).catch(() => undefined)
    // The longest path first: a folder has to be empty.
    for (const folder of folders.sort((a, b) => b.length - a.length)) await rmdir(folder).catch(() => undefined)
  }
}

function foldersAbove(file: string): readonly string[] {
  const folder = path.dirname(file)
  return folder === file ? [] : [folder, ...foldersAbove(folder)]
}
