import { createHash } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { areStandInsPrivate, makePrivateFolder, standInFor } from './stand-in-folder.js'
import { writeWhole } from './write-whole.js'

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
  /** Where it lies. */
  readonly file: string
  /** What lies there. */
  readonly code: string
  readonly externals: readonly string[]
}

/** Where the bundle of a set of files is kept. */
export interface BundleStore {
  /** The folder as a project knows it: what a bundle imports is looked for from there. */
  readonly folder: string
  /** The bundle of these files, if nothing that went into it has changed. */
  find(files: readonly string[]): Promise<StoredBundle | undefined>
  /**
   * Keeps a bundle: in a temporary folder of the user's own where the store's folder cannot be written.
   *
   * @throws KerrosError `E_NOT_PERMITTED` when neither can.
   */
  add(files: readonly string[], built: BuiltBundle): Promise<StoredBundle>
  /** Keeps the code that V8 made of a bundle up to some moment, where it can. */
  addCodeCache(bundle: StoredBundle, moment: CodeMoment, code: Uint8Array): Promise<void>
}

/** When V8's code was kept: once the files were imported, or once their queries were made, which V8 compiles when they are called. */
export type CodeMoment = 'imported' | 'queried'

/** What tells whether a bundle is still right. */
interface Stamp extends Omit<StoredBundle, 'code'> {
  readonly entries: readonly string[]
  readonly inputs: readonly string[]
  readonly stamp: string
}

/** The version of what is written here; part of every stamp. */
const FORMAT = 5

/**
 * Opens the store of bundles in a folder. The folder is made when something is written.
 *
 * @param onNote Hears where bundles are kept when the folder cannot be written.
 */
export function openStore(folder: string, name: string, onNote?: (note: string) => void): BundleStore {
  const standIn = standInFor(folder)
  return {
    folder,
    async find(files) {
      const found = await findIn(folder, name, files)
      if (found || !(await areStandInsPrivate())) return found
      return findIn(standIn, name, files)
    },
    async add(files, built) {
      try {
        return await addTo(folder, name, files, built)
      } catch (cause) {
        onNote?.(`${folder} cannot be written (${codeOf(cause)}): the bundle is kept in ${standIn}`)
        await makePrivateFolder().catch(() => fail(folder, cause))
        return addTo(standIn, name, files, built).catch(() => fail(folder, cause))
      }
    },
    async addCodeCache({ file }, moment, code) {
      // It only spares time: where it cannot be kept, it is made again.
      await writeWhole(codeCacheOf(file, moment), code).catch(() => undefined)
    },
  }
}

async function findIn(folder: string, name: string, files: readonly string[]): Promise<StoredBundle | undefined> {
  const known = await readStamp(path.join(folder, `${name}.json`))
  if (!known || !sameFiles(known.entries, files)) return undefined
  const [code, stamp] = await Promise.all([readWhole(known.file), stampOf(known.inputs)])
  return code !== undefined && stamp === known.stamp ? { ...known, code } : undefined
}

/** What lies in a bundle's file; `undefined` where that is not what was written, as after a crash or on a full disk. */
async function readWhole(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const end = endOf(file)
  return text.endsWith(end) && file.endsWith(suffixOf(text.slice(0, -end.length))) ? text : undefined
}

/** The end of the name of a bundle's file: it tells its versions apart. */
function suffixOf(code: string): string {
  return `-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.cjs`
}

function endOf(file: string): string {
  return `//# sourceMappingURL=${path.basename(file)}.map\n`
}

async function addTo(
  folder: string,
  name: string,
  entries: readonly string[],
  { code, map, inputs, externals }: BuiltBundle,
): Promise<StoredBundle> {
  const stampFile = path.join(folder, `${name}.json`)
  const stamp = await stampOf(inputs)
  const before = await readStamp(stampFile)
  // A name of its own for every version: whoever runs the older one keeps it whole.
  const file = path.join(folder, `${name}${suffixOf(code)}`)
  const whole = `${code}${endOf(file)}`
  await writeWhole(`${file}.map`, map)
  await writeWhole(file, whole)
  await writeWhole(stampFile, JSON.stringify({ entries, inputs, stamp, file, externals } satisfies Stamp))
  if (before && before.file !== file) await removeBundle(before.file)
  return { file, code: whole, externals }
}

function fail(folder: string, cause: unknown): never {
  const code = codeOf(cause)
  throw new KerrosError(
    'E_NOT_PERMITTED',
    `kerros cannot write into ${folder} (${code}), nor into a temporary folder`,
    {
      hint:
        code === 'ENOSPC'
          ? 'The disk is full: make room there.'
          : 'Give yourself the right to write there, or set TMPDIR to a folder of your own.',
      cause,
    },
  )
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown'
}

/** The path of the code that V8 made of a bundle. */
export function codeCacheOf(bundle: string, moment: CodeMoment): string {
  return `${bundle}.${moment}.v8`
}

async function removeBundle(file: string): Promise<void> {
  const parts = [file, `${file}.map`, codeCacheOf(file, 'imported'), codeCacheOf(file, 'queried')]
  await Promise.all(parts.map((part) => rm(part, { force: true })))
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
