import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../../core/errors/index.js'
import { readRegularFile, readRegularText } from '../../../util/regular-file.js'
import { writeWhole } from '../../files/write-whole.js'
import { type BundleInputs, stampOf } from '../inputs/bundle-inputs.js'
import { undigested, withDigest } from '../inputs/digested.js'
import { Look } from '../inputs/look.js'
import { areStandInsPrivate, makePrivateFolder, standInFor } from '../inputs/stand-in-folder.js'

/** A bundle as esbuild made it. */
export interface BuiltBundle {
  readonly code: string
  readonly map: string
  readonly inputs: BundleInputs
  readonly externals: PackageExports
  /** Where its files await outside of functions: then its function is asynchronous. */
  readonly awaits: readonly string[]
}

/** The packages that a bundle needs, and the names of what each of them exported when it was made. */
export interface PackageExports {
  readonly [specifier: string]: readonly string[]
}

/** A stored bundle. */
export interface StoredBundle {
  /** Its file. */
  readonly file: string
  /** The file's content. */
  readonly code: string
  readonly externals: PackageExports
  /** Where its files await outside of functions. */
  readonly awaits: readonly string[]
}

/** Stores the bundle of a set of files. */
export interface BundleStore {
  /** The folder as the project knows it: imports of a bundle are resolved from there. */
  readonly folder: string
  /** The bundle of these files, if nothing that went into it has changed. */
  find(files: readonly string[]): Promise<StoredBundle | undefined>
  /**
   * Stores a bundle: in a temporary folder of the user if the store's folder cannot be written.
   *
   * @param look What the bundle was made of.
   * @throws KerrosError `E_NOT_PERMITTED` if neither can be written.
   */
  add(files: readonly string[], built: BuiltBundle, look: Look): Promise<StoredBundle>
  /** V8's code of a bundle at a stage; `undefined` if it is missing or damaged. */
  findCodeCache(bundle: StoredBundle, stage: CodeStage): Promise<Buffer | undefined>
  /** Stores V8's code of a bundle at a stage, if possible. */
  addCodeCache(bundle: StoredBundle, stage: CodeStage, code: Uint8Array): Promise<void>
}

/** When V8's code was saved: after the files were imported, or after their queries were called, which V8 compiles only then. */
export type CodeStage = 'imported' | 'queried'

/** What shows whether a bundle is still up to date. */
interface Stamp extends Omit<StoredBundle, 'code'> {
  readonly entries: readonly string[]
  readonly inputs: BundleInputs
  readonly stamp: string
}

/**
 * Opens the store of bundles in a folder. The folder is created when something is written.
 *
 * @param onNote Called with the folder that is used instead, if this one cannot be written.
 */
export function openStore(folder: string, name: string, onNote?: (note: string) => void): BundleStore {
  const place = { folder, name }
  const standIn = { folder: standInFor(folder), name }
  return {
    folder,
    async find(files) {
      const found = await findIn(place, files)
      if (found || !(await areStandInsPrivate())) return found
      return findIn(standIn, files)
    },
    async add(files, built, look) {
      try {
        return await addTo(place, files, built, look)
      } catch (cause) {
        onNote?.(`${folder} cannot be written (${codeOf(cause)}): the bundle is stored in ${standIn.folder}`)
        await makePrivateFolder().catch(() => fail(folder, cause))
        return addTo(standIn, files, built, look).catch(() => fail(folder, cause))
      }
    },
    async findCodeCache({ file }, stage) {
      const found = await readRegularFile(codeCacheOf(file, stage)).catch(() => undefined)
      // V8 runs what it gets: one wrong bit crashes the process.
      return found && undigested(found, path.basename(file))
    },
    async addCodeCache({ file }, stage, code) {
      // It only saves time: if it cannot be stored, it is made again.
      await writeWhole(codeCacheOf(file, stage), withDigest(code, path.basename(file))).catch(() => undefined)
    },
  }
}

/** Where the bundles of a project are. */
interface BundlePlace {
  readonly folder: string
  /** How the names of its files begin. */
  readonly name: string
}

async function findIn(place: BundlePlace, files: readonly string[]): Promise<StoredBundle | undefined> {
  const known = await readStamp(stampFileOf(place))
  if (!known || !sameFiles(known.entries, files)) return undefined
  const [code, stamp] = await Promise.all([readWhole(known.file), stampOf(known.inputs, new Look())])
  return code !== undefined && stamp === known.stamp ? { ...known, code } : undefined
}

/** The content of a bundle's file; `undefined` if it is not what was written, as after a crash or on a full disk. */
async function readWhole(file: string): Promise<string | undefined> {
  const text = await readRegularText(file).catch(() => '')
  const end = endOf(file)
  return text.endsWith(end) && file.endsWith(suffixOf(text.slice(0, -end.length))) ? text : undefined
}

/** The end of the name of a bundle's file, different for each version. */
function suffixOf(code: string): string {
  return `-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.cjs`
}

function endOf(file: string): string {
  return `//# sourceMappingURL=${path.basename(file)}.map\n`
}

async function addTo(
  place: BundlePlace,
  entries: readonly string[],
  { code, map, inputs, externals, awaits }: BuiltBundle,
  look: Look,
): Promise<StoredBundle> {
  const stampFile = stampFileOf(place)
  const stamp = await stampOf(inputs, look)
  const before = await readStamp(stampFile)
  // Every version has its own name, so that a process that runs the older one can still read it.
  const file = path.join(place.folder, `${place.name}${suffixOf(code)}`)
  const whole = `${code}${endOf(file)}`
  await writeWhole(`${file}.map`, map)
  await writeWhole(file, whole)
  const known = JSON.stringify({ entries, inputs, stamp, file, externals, awaits } satisfies Stamp)
  await writeWhole(stampFile, withDigest(Buffer.from(known), path.basename(stampFile)))
  if (before && before.file !== file) await removeBundle(before.file)
  return { file, code: whole, externals, awaits }
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
          : 'Make the folder writable, or set TMPDIR to a folder of your own.',
      cause,
    },
  )
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown'
}

/** The path of V8's code of a bundle. */
function codeCacheOf(bundle: string, stage: CodeStage): string {
  return `${bundle}.${stage}.v8`
}

async function removeBundle(file: string): Promise<void> {
  const parts = [file, `${file}.map`, codeCacheOf(file, 'imported'), codeCacheOf(file, 'queried')]
  await Promise.all(parts.map((part) => rm(part, { force: true })))
}

function stampFileOf({ folder, name }: BundlePlace): string {
  return path.join(folder, `${name}.stamp`)
}

async function readStamp(file: string): Promise<Stamp | undefined> {
  const found = await readRegularFile(file).catch(() => undefined)
  const known = found && undigested(found, path.basename(file))
  return known && (JSON.parse(known.toString('utf8')) as Stamp)
}

function sameFiles(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((file, i) => file === b[i])
}
