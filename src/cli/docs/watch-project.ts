import { type FSWatcher, watch } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'

/** Folders without a project's own files. */
const NOT_WATCHED = /^(?:node_modules|target|\..*)$/

/** Where commands write, and the site is. */
const TARGET = 'target'

/** What commands write of what they found, and the site shows. */
const RESULTS: ReadonlySet<string> = new Set(['run_results.json', 'sources.json'])

/** Several files are often saved together: milliseconds after the last one. */
const QUIET = 150

/** Watches a project's files, and the results of its runs. */
export interface ProjectWatch {
  close(): void
}

/**
 * Calls `onChange` after files of a project have changed: any of its folder but packages, hidden folders and `target/`, of which
 * only the results of runs and of `kerros source freshness` are watched, and whether it is there: the site is in it.
 */
export async function watchProject(root: string, onChange: () => void): Promise<ProjectWatch> {
  const target = path.join(root, 'target')
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
  const watchFolder = (folder: string, onFile: (file: string) => void): void => {
    if (watchers.has(folder) || isClosed) return
    try {
      const watcher = watch(folder, { persistent: false }, (_event, file) => (file === null ? changed() : onFile(file)))
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
    for (const folder of watchers.keys()) if (!folders.has(folder) && folder !== target) forget(folder)
    for (const folder of folders)
      watchFolder(folder, (file) => {
        if (folder === root && file === TARGET) void followTarget()
        else if (!NOT_WATCHED.test(file)) changed()
      })
    watchFolder(target, (file) => {
      if (RESULTS.has(file)) changed()
    })
  }
  // `kerros clean --all` removes the folder, and who watched it sees nothing of the one that the next command makes.
  let watched = await identityOf(target)
  const followTarget = async (): Promise<void> => {
    const [before, now] = [watched, await identityOf(target)]
    if (now === before) return
    watched = now
    forget(target)
    // What there was is gone, the site too. What is new is written into it now, by who made it.
    if (before === undefined) void watchFolders()
    else changed()
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

/** Another one under the name has another identity; none is `undefined`. */
async function identityOf(folder: string): Promise<string | undefined> {
  const found = await stat(folder).catch(() => undefined)
  return found && `${found.ino} ${found.birthtimeMs}`
}

async function foldersBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const below = entries.filter((entry) => entry.isDirectory() && !NOT_WATCHED.test(entry.name))
  const deeper = await Promise.all(below.map(({ name }) => foldersBelow(path.join(folder, name))))
  return [folder, ...deeper.flat()]
}
