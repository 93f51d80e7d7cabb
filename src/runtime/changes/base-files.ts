import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { makeFolder } from '../../util/make-folder.js'
import { git } from './git.js'

/** The files of a revision, next to those of the project. */
export interface BaseFiles {
  /** The revision as the user called it. */
  readonly ref: string
  /** The commit that is compared with. */
  readonly commit: string
  /** The absolute path of the configuration file there. */
  readonly configFile: string
}

/** Written last: without it, the files are not complete. */
const COMPLETE = '.complete'

/**
 * Writes the files of a revision into `target/.kerros/base`, where packages are found that the project has installed. Nothing of the
 * repository changes: neither its index, nor its work tree, nor its branches. Of a branch, it is the commit at which the work began.
 *
 * @param configFile The absolute path of the project's configuration file.
 * @throws KerrosError `E_GIT` outside of a repository, and for a revision that there is not; `E_NO_PROJECT` if it has no project.
 */
export async function baseFiles(
  ref: string,
  { root, configFile }: { readonly root: string; readonly configFile: string },
): Promise<BaseFiles> {
  const folder = path.dirname(configFile)
  const commit = await commitOf(ref, folder)
  const prefix = await git(['rev-parse', '--show-prefix'], folder)
  const bases = path.join(root, 'target', '.kerros', 'base')
  const files = path.join(bases, commit.slice(0, 16))
  if (!(await isThere(path.join(files, COMPLETE)))) await checkOut(commit, { folder, bases, files })
  const found = path.join(files, prefix, path.basename(configFile))
  if (await isThere(found)) return { ref, commit, configFile: found }
  throw new KerrosError('E_NO_PROJECT', `there is no ${prefix}${path.basename(configFile)} in ${ref}`, {
    hint: 'Name a revision that has the project.',
  })
}

async function commitOf(ref: string, folder: string): Promise<string> {
  // A revision that begins with a dash would be an option.
  const commit = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], folder).catch(
    async (error: unknown) => {
      await git(['rev-parse', '--git-dir'], folder)
      throw new KerrosError('E_GIT', `there is no revision "${ref}"`, {
        hint: 'Name a branch, a tag or a commit. A checkout of CI often has only one commit: fetch the others first.',
        cause: error,
      })
    },
  )
  // Without a common commit, the revision itself is what there is to compare with.
  return git(['merge-base', commit, 'HEAD'], folder).catch(() => commit)
}

async function checkOut(
  commit: string,
  { folder, bases, files }: { readonly folder: string; readonly bases: string; readonly files: string },
): Promise<void> {
  for (const name of await readdir(bases).catch(() => []))
    await rm(path.join(bases, name), { recursive: true, force: true })
  await makeFolder(files)
  const index = { GIT_INDEX_FILE: path.join(files, '.index') }
  const top = await git(['rev-parse', '--show-toplevel'], folder)
  await git(['read-tree', commit], top, index)
  await git(['checkout-index', '--all', '--force', `--prefix=${files}${path.sep}`], top, index)
  await writeFile(path.join(files, COMPLETE), '')
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}
