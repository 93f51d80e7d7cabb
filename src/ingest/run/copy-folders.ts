import { rmSync } from 'node:fs'
import { lstat, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { HolderProcess } from '../../core/ports/lease.js'
import { readRegularText } from '../../util/regular-file.js'

/** How to recognize copies that a dead process left behind. */
export interface CopyOwner {
  /** This process; `undefined` if the machine offers no way to recognize it later. */
  readonly process: HolderProcess | undefined
  readonly isGone: (process: HolderProcess) => boolean
}

const PREFIX = 'kerros-load-'
/** Names the process in each folder. */
const OWNER = 'owner.json'
const LONGEST_OWNER = 4096

/**
 * Temporary folders of one load, readable only by this user. They are removed at the end of the load or when the process
 * exits; what a killed process has left is removed by the next load of the same user.
 */
export class CopyFolders {
  readonly #owner: CopyOwner
  readonly #folders = new Set<string>()
  readonly #onExit = (): void => {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }

  private constructor(owner: CopyOwner) {
    this.#owner = owner
  }

  static async open(owner: CopyOwner): Promise<CopyFolders> {
    await removeStale(owner)
    const folders = new CopyFolders(owner)
    process.on('exit', folders.#onExit)
    return folders
  }

  async make(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), PREFIX))
    this.#folders.add(folder)
    if (this.#owner.process)
      await writeFile(path.join(folder, OWNER), JSON.stringify(this.#owner.process), { flag: 'wx', mode: 0o600 })
    return folder
  }

  async remove(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true })
    this.#folders.delete(folder)
  }

  async close(): Promise<void> {
    for (const folder of this.#folders) await this.remove(folder)
    process.off('exit', this.#onExit)
  }
}

async function removeStale({ isGone }: CopyOwner): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  for (const name of names) {
    if (!name.startsWith(PREFIX)) continue
    const folder = path.join(tmpdir(), name)
    const owner = await ownerOf(folder)
    // Another load may remove it at the same time.
    if (owner && isGone(owner)) await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

/** The process that made a folder, if it was this user's: anyone may write to the folder for temporary files. */
async function ownerOf(folder: string): Promise<HolderProcess | undefined> {
  try {
    const [about, file] = [await lstat(folder), await lstat(path.join(folder, OWNER))]
    if (!about.isDirectory() || !file.isFile() || file.size > LONGEST_OWNER) return undefined
    if (about.uid !== process.getuid?.() && process.getuid) return undefined
    const owner: unknown = JSON.parse(await readRegularText(path.join(folder, OWNER)))
    return typeof owner === 'object' && owner !== null ? (owner as HolderProcess) : undefined
  } catch {
    return undefined
  }
}
