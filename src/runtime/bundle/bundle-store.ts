import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { writeWhole } from '../files/write-whole.js'
import { type BundleInputs, stampOf } from './bundle-inputs.js'
import { undigested, withDigest } from './digested.js'
import { Look } from './look.js'
import { areStandInsPrivate, makePrivateFolder, standInFor } from './stand-in-folder.js'

/** A bundle as esbuild made it. */
export interface BuiltBundle {
  readonly code: string
  readonly map: string
  readonly inputs: BundleInputs
  readonly externals: PackageExports
}

/** The packages that a bundle needs, and the names of what each of them exported when it was made. */
export interface PackageExports {
  readonly [specifier: string]: readonly string[]
}

/** A bundle that is kept. */
export interface StoredBundle {
  /** Where it lies. */
  readonly file: string
  /** What lies there. */
  readonly code: string
  readonly externals: PackageExports
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
   * @param look What the bundle was made of.
   * @throws KerrosError `E_NOT_PERMITTED` when neither can.
   */
  add(files: readonly string[], built: BuiltBundle, look: Look): Promise<StoredBundle>
  /** The code that V8 made of a bundle up to some moment; `undefined` where there is none, or not what was written. */
  findCodeCache(bundle: StoredBundle, moment: CodeMoment): Promise<Buffer | undefined>
  /** Keeps the code that V8 made of a bundle up to some moment, where it can. */
  addCodeCache(bundle: StoredBundle, moment: CodeMoment, code: Uint8Array): Promise<void>
}

/** When V8's code was kept: once the files were imported, or once their queries were made, which V8 compiles when they are called. */
export type CodeMoment = 'imported' | 'queried'

/** What tells whether a bundle is still right. */
interface Stamp extends Omit<StoredBundle, 'code'> {
  readonly entries: readonly string[]
  readonly inputs: BundleInputs
  readonly stamp: string
}

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
    async add(files, built, look) {
      try {
        return await addTo(folder, name, files, built, look)
      } catch (cause) {
        onNote?.(`${folder} cannot be written (${codeOf(cause)}): the bundle is kept in ${standIn}`)
        await makePrivateFolder().catch(() => fail(folder, cause))
        return addTo(standIn, name, files, built, look).catch(() => fail(folder, cause))
      }
    },
    async findCodeCache({ file }, moment) {
      const found = await readFile(codeCacheOf(file, moment)).catch(() => undefined)
      // V8 runs what it is given: one wrong bit ends the process.
      return found && undigested(found, path.basename(file))
    },
    async addCodeCache({ file }, moment, code) {
      // It only spares time: where it cannot be kept, it is made again.
      await writeWhole(codeCacheOf(file, moment), withDigest(code, path.basename(file))).catch(() => undefined)
    },
  }
}

async function findIn(folder: string, name: string, files: readonly string[]): Promise<StoredBundle | undefined> {
  const known = await readStamp(stampFileOf(folder, name))
  if (!known || !sameFiles(known.entries, files)) return undefined
  const [code, stamp] = await Promise.all([readWhole(known.file), stampOf(known.inputs, new Look())])
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
  look: Look,
): Promise<StoredBundle> {
  const stampFile = stampFileOf(folder, name)
  const stamp = await stampOf(inputs, look)
  const before = await readStamp(stampFile)
  // A name of its own for every version: whoever runs the older one keeps it whole.
  const file = path.join(folder, `${name}${suffixOf(code)}`)
  const whole = `${code}${endOf(file)}`
  await writeWhole(`${file}.map`, map)
  await writeWhole(file, whole)
  const known = JSON.stringify({ entries, inputs, stamp, file, externals } satisfies Stamp)
  await writeWhole(stampFile, withDigest(Buffer.from(known), path.basename(stampFile)))
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
function codeCacheOf(bundle: string, moment: CodeMoment): string {
  return `${bundle}.${moment}.v8`
}

async function removeBundle(file: string): Promise<void> {
  const parts = [file, `${file}.map`, codeCacheOf(file, 'imported'), codeCacheOf(file, 'queried')]
  await Promise.all(parts.map((part) => rm(part, { force: true })))
}

function stampFileOf(folder: string, name: string): string {
  return path.join(folder, `${name}.stamp`)
}

async function readStamp(file: string): Promise<Stamp | undefined> {
  const found = await readFile(file).catch(() => undefined)
  const known = found && undigested(found, path.basename(file))
  return known && (JSON.parse(known.toString('utf8')) as Stamp)
}

function sameFiles(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((file, i) => file === b[i])
}
