import { createHash } from 'node:crypto'
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'

/** A bundle as esbuild made it. */
export interface BuiltBundle {
  readonly code: string
  readonly map: string
  /** Every file that went into it, absolute. */
  readonly inputs: readonly string[]
  /** The packages that it needs. */
  readonly externals: readonly string[]
}

/** A bundle that is kept. */
export interface StoredBundle {
  readonly file: string
  readonly externals: readonly string[]
}

/** Where the bundle of a set of files is kept. */
export interface BundleStore {
  /** The bundle of these files, if nothing that went into it has changed. */
  find(files: readonly string[]): Promise<StoredBundle | undefined>
  add(files: readonly string[], built: BuiltBundle): Promise<StoredBundle>
  /** Writes a file of the store whole, or not at all. @throws KerrosError `E_NOT_PERMITTED`. */
  write(file: string, content: string | Uint8Array): Promise<void>
  /** The path of a file in the store. */
  path(file: string): string
}

/** What tells whether a bundle is still right. */
interface Stamp extends StoredBundle {
  readonly entries: readonly string[]
  readonly inputs: readonly string[]
  readonly stamp: string
}

/** The version of what is written here; part of every stamp. */
const FORMAT = 4

/** Opens the store of bundles in a folder. The folder is made when something is written. */
export function openStore(folder: string, name: string): BundleStore {
  const stampFile = path.join(folder, `${name}.json`)
  const write = async (file: string, content: string | Uint8Array): Promise<void> => {
    const temporary = `${file}.${process.pid}`
    try {
      await mkdir(folder, { recursive: true })
      await writeFile(temporary, content)
      await rename(temporary, file)
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      throw new KerrosError('E_NOT_PERMITTED', `kerros cannot write into ${folder} (${code})`, {
        hint:
          code === 'ENOSPC'
            ? 'The disk is full: make room there.'
            : 'Give yourself the right to write there, or work in a copy of the project.',
        cause,
      })
    }
  }
  return {
    write,
    path: (file) => path.join(folder, file),
    async find(files) {
      const known = await readStamp(stampFile)
      if (!known || !sameFiles(known.entries, files) || !(await isThere(known.file))) return undefined
      return (await stampOf(known.inputs)) === known.stamp ? known : undefined
    },
    async add(entries, { code, map, inputs, externals }) {
      const stamp = await stampOf(inputs)
      const before = await readStamp(stampFile)
      // A name of its own for every version: whoever runs the older one keeps it whole.
      const file = path.join(folder, `${name}-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.cjs`)
      await write(`${file}.map`, map)
      await write(file, `${code}//# sourceMappingURL=${path.basename(file)}.map\n`)
      await write(stampFile, JSON.stringify({ entries, inputs, stamp, file, externals } satisfies Stamp))
      if (before && before.file !== file) await removeBundle(before.file)
      return { file, externals }
    },
  }
}

/** The path of the code that V8 made of a bundle. */
export function codeCacheOf(bundle: string): string {
  return `${bundle}.v8`
}

async function removeBundle(file: string): Promise<void> {
  await Promise.all([file, `${file}.map`, codeCacheOf(file)].map((part) => rm(part, { force: true })))
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

async function readStamp(file: string): Promise<Stamp | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Stamp
  } catch {
    return undefined
  }
}

function sameFiles(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((file, i) => file === b[i])
}

/** Sizes and times of files: what tells whether one of them has changed. */
async function stampOf(files: readonly string[]): Promise<string> {
  const stats = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (found) => `${found.mtimeMs}:${found.size}`,
        () => 'gone',
      ),
    ),
  )
  return createHash('sha256')
    .update(`${FORMAT}|${process.version}|${stats.join('|')}`)
    .digest('hex')
}
