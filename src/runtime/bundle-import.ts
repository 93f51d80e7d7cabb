import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { isKerrosError, KerrosError } from '../core/errors/index.js'
import type { ProjectModule } from '../core/project/collect-definitions.js'
import { buildFailure } from './build-failure.js'

export interface BundleOptions {
  readonly cacheDirectory: string
  /** Tells bundles of one folder apart. */
  readonly name: string
  /** Files are named relative to it. */
  readonly root: string
}

/** The version of what is written below; part of the stamp. */
const FORMAT = 2

/**
 * Imports TypeScript files through one bundle. Bundling them is five to thirty times faster than importing them one by
 * one, and the bundle is kept: it is made anew only when one of the files, or anything that they import, has changed.
 *
 * @throws KerrosError `E_LOAD_PROJECT` when a file cannot be compiled or throws while it is imported.
 */
export async function bundleImport(
  files: readonly string[],
  options: BundleOptions,
): Promise<readonly ProjectModule[]> {
  const bundle = await freshBundle(files, options)
  const exports = await importBundle(bundle, options.root)
  return files.map((file, i) => ({
    file: path.relative(options.root, file).split(path.sep).join('/'),
    exports: (exports[`_${i}`] ?? {}) as ProjectModule['exports'],
  }))
}

/** The path of a bundle that has every change in it. */
async function freshBundle(files: readonly string[], options: BundleOptions): Promise<string> {
  const base = path.join(options.cacheDirectory, options.name)
  const stampFile = `${base}.json`
  const known = await readStamp(stampFile)
  if (known && sameFiles(known.entries, files) && (await stampOf(known.inputs)) === known.stamp) return known.bundle
  const { inputs, code, map } = await build(files, options.root)
  const stamp = await stampOf(inputs)
  // A name of its own for every version: a running import of the older one stays whole, and Node never serves a stale one.
  const bundle = `${base}-${hash(stamp)}.mjs`
  await mkdir(options.cacheDirectory, { recursive: true }).catch(notWritable(options.cacheDirectory))
  await writeWhole(`${bundle}.map`, map)
  await writeWhole(bundle, `${code}\n//# sourceMappingURL=${path.basename(bundle)}.map\n`)
  await writeWhole(stampFile, JSON.stringify({ entries: files, inputs, stamp, bundle } satisfies Stamp))
  return bundle
}

interface Stamp {
  readonly entries: readonly string[]
  /** Every file that went into the bundle. */
  readonly inputs: readonly string[]
  readonly stamp: string
  readonly bundle: string
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
  return `${FORMAT}|${stats.join('|')}`
}

async function build(files: readonly string[], root: string) {
  // Loaded only when something changed: esbuild is a program of its own.
  const { build: esbuild } = await import('esbuild')
  const contents = files.map((file, i) => `export * as _${i} from ${JSON.stringify(file)}`).join('\n')
  try {
    const result = await esbuild({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      absWorkingDir: root,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      outfile: 'bundle.mjs',
      sourcemap: 'external',
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    const inputs = Object.keys(result.metafile.inputs).filter((file) => file !== '<stdin>')
    const text = (suffix: string): string => result.outputFiles.find((file) => file.path.endsWith(suffix))!.text
    return { inputs: inputs.map((file) => path.resolve(root, file)), code: text('.mjs'), map: text('.map') }
  } catch (error) {
    throw buildFailure(error)
  }
}

async function importBundle(bundle: string, root: string): Promise<{ readonly [name: string]: unknown }> {
  try {
    return await import(pathToFileURL(bundle).href)
  } catch (error) {
    if (isKerrosError(error)) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new KerrosError('E_LOAD_PROJECT', `a file of the project fails while it is loaded: ${message}`, {
      hint: `Run with --debug for the place. Files of the project in ${root} must not do work when they are imported.`,
      cause: error,
    })
  }
}

async function writeWhole(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}`
  await writeFile(temporary, content).catch(notWritable(path.dirname(file)))
  await rename(temporary, file)
}

function notWritable(folder: string): (error: unknown) => never {
  return (cause) => {
    throw new KerrosError('E_NOT_PERMITTED', `kerros cannot write into ${folder}`, {
      hint: 'Give yourself the right to write there, or build somewhere else.',
      cause,
    })
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
