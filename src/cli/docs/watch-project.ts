import { type FSWatcher, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'

/** Folders without a project's own files. */
const NOT_WATCHED = /^(?:node_modules|target|\..*)$/

/** Several files are often saved together: milliseconds after the last one. */
const QUIET = 150

/** Watches a project's files, and the results of its runs. */
export interface ProjectWatch {
  close(): void
}

/**
 * Calls `onChange` after files of a project have changed: any of its folder but packages, hidden folders and `target/`, of which
 * only `run_results.json` is watched.
 */
export async function watchProject(root: string, onChange: () => void): Promise<ProjectWatch> {
  const watchers = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const changed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      void watchFolders()
      onChange()
    }, QUIET)
  }
  const watchFolder = (folder: string, isSeen: (file: string) => boolean): void => {
    if (watchers.has(folder) || isClosed) return
    try {
      const watcher = watch(folder, { persistent: false }, (_event, file) => {
        if (file === null || isSeen(file)) changed()
      })
      watcher.on('error', () => forget(folder))
      watchers.set(folder, watcher)
    } catch {
      // It is gone already, or the system has no watches left: the next change of another folder looks again.
    }
  }
  const forget = (folder: string): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  const watchFolders = async (): Promise<void> => {
    const folders = new Set(await foldersBelow(root))
    const results = path.join(root, 'target')
    for (const folder of watchers.keys()) if (!folders.has(folder) && folder !== results) forget(folder)
    for (const folder of folders) watchFolder(folder, (file) => !NOT_WATCHED.test(file))
    watchFolder(results, (file) => file === 'run_results.json')
  }
  await watchFolders()
  return {
    close: () => {
      isClosed = true
      clearTimeout(timer)
      for (const folder of [...watchers.keys()]) forget(folder)
    },
  }
}

async function foldersBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const below = entries.filter((entry) => entry.isDirectory() && !NOT_WATCHED.test(entry.name))
  const deeper = await Promise.all(below.map(({ name }) => foldersBelow(path.join(folder, name))))
  return [folder, ...deeper.flat()]
}
