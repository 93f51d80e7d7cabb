import { createHash } from 'node:crypto'
import { type Dirent, readdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import type { TsConfigResult } from 'get-tsconfig'
import { NotARegularFile, readRegularFileSync } from '../../../util/regular-file.js'
import { assertRegularFile } from '../../files/assert-regular-file.js'
import { importSettings } from './import-settings.js'

/** Files with settings for imports; of one folder, the first. */
const SETTINGS = ['tsconfig.json', 'jsconfig.json'] as const

/** Names in a folder that may decide what an import resolves to. */
const DECIDES = /\.[cm]?[jt]sx?$|\.json$|\.css$/

/**
 * One look at the disk: asking twice gives the same answer. A bundle is made of what one look saw, so that its stamp
 * matches that, and not what was saved while the bundle was made.
 */
export class Look {
  readonly #contents: Map<string, Buffer | undefined>
  readonly #given: ReadonlySet<string>
  readonly #folders = new Map<string, string>()
  readonly #names = new Map<string, readonly string[]>()
  readonly #settings = new Map<string, string>()
  readonly #parsed = new Map<string, Promise<readonly TsConfigResult[]>>()

  /** @param given Contents of files that are not read from the disk, by absolute path. */
  constructor(given: ReadonlyMap<string, string> = new Map()) {
    this.#contents = new Map([...given].map(([file, text]) => [file, Buffer.from(text)]))
    this.#given = new Set(given.keys())
  }

  /** Whether the content of a file is given: then it need not exist. */
  isGiven(file: string): boolean {
    return this.#given.has(file)
  }

  /** The content of a file; `undefined` if it does not exist. */
  content(file: string): Buffer | undefined {
    if (!this.#contents.has(file)) this.#contents.set(file, read(file))
    return this.#contents.get(file)
  }

  /**
   * What decides, in a folder, which file an import finds and what its code means: where links lead, which names exist
   * and which do not, and the nearest `package.json`, `tsconfig.json` and `jsconfig.json`, with all that these extend and reference.
   */
  async surroundings(folder: string): Promise<string> {
    let found = this.#folders.get(folder)
    if (found === undefined) {
      found = JSON.stringify([
        realPath(folder),
        this.#namesIn(folder),
        this.#nearest(folder, 'package.json'),
        await this.#settingsOf(folder, 'tsconfig.json'),
        await this.#settingsOf(folder, 'jsconfig.json'),
      ])
      this.#folders.set(folder, found)
    }
    return found
  }

  /** The folders in which an import of a path is looked for. */
  searched(file: string): readonly string[] {
    const [folder, name] = [path.dirname(file), path.basename(file)]
    // A folder is searched if no file has its name, and its package.json may lead elsewhere.
    const mayBeFolder = (other: string): boolean => other === `${name}/` || other.startsWith(`${name} -> `)
    return this.#namesIn(folder).some(mayBeFolder) ? [folder, file] : [folder]
  }

  /**
   * The nearest `tsconfig.json` of a folder, or a `jsconfig.json` in its place, with all that it extends, and those that
   * it references.
   */
  async settings(folder: string): Promise<readonly TsConfigResult[]> {
    const [tsconfig, jsconfig] = SETTINGS.map((name) => this.#nearestFile(folder, name))
    const isDeeper = (jsconfig?.folder.length ?? -1) > (tsconfig?.folder.length ?? -1)
    const nearest = isDeeper ? jsconfig : tsconfig
    return nearest === undefined ? [] : this.#read(nearest.file)
  }

  async #settingsOf(folder: string, name: (typeof SETTINGS)[number]): Promise<string> {
    const nearest = this.#nearestFile(folder, name)
    if (nearest === undefined) return ''
    const { file, text } = nearest
    const known = this.#settings.get(file)
    if (known !== undefined) return known
    const isWhole = !text.includes('"extends"') && !text.includes('"references"')
    const settings = JSON.stringify([file, text, ...(isWhole ? [] : [await this.#read(file)])])
    this.#settings.set(file, settings)
    return settings
  }

  #read(file: string): Promise<readonly TsConfigResult[]> {
    const known = this.#parsed.get(file) ?? importSettings(file)
    this.#parsed.set(file, known)
    return known
  }

  /** The `package.json` of a package, as Node resolves it from a folder; empty if there is no such package. */
  packageJson(specifier: string, folder: string): string {
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    for (let at = folder; ; at = path.dirname(at)) {
      const file = path.join(at, 'node_modules', name, 'package.json')
      const found = this.content(file)
      if (found) return JSON.stringify([realpathSync(file), digest(found)])
      if (path.dirname(at) === at) return ''
    }
  }

  #namesIn(folder: string): readonly string[] {
    let names = this.#names.get(folder)
    if (names === undefined) {
      names = namesIn(folder)
      this.#names.set(folder, names)
    }
    return names
  }

  /** A file of a name, in a folder or the nearest one above it: its path and its content. */
  #nearest(folder: string, name: string): string | undefined {
    const found = this.#nearestFile(folder, name)
    return found && JSON.stringify([found.file, found.text])
  }

  #nearestFile(folder: string, name: string): { folder: string; file: string; text: string } | undefined {
    for (let at = folder; ; at = path.dirname(at)) {
      const file = path.join(at, name)
      const found = this.content(file)
      if (found) return { folder: at, file, text: found.toString('utf8') }
      if (path.dirname(at) === at) return undefined
    }
  }
}

/** @throws KerrosError `E_LOAD_PROJECT` for a pipe, a socket or a device, which can block forever. */
function read(file: string): Buffer | undefined {
  try {
    return readRegularFileSync(file)
  } catch (error) {
    if (error instanceof NotARegularFile) assertRegularFile(file)
    return undefined
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .map((entry) => decidingName(folder, entry))
      .filter((name) => name !== '')
      .sort()
  } catch {
    return ['no folder']
  }
}

function decidingName(folder: string, entry: Dirent): string {
  if (entry.isSymbolicLink()) return `${entry.name} -> ${realPath(path.join(folder, entry.name))}`
  if (entry.isDirectory()) return `${entry.name}/`
  return DECIDES.test(entry.name) ? entry.name : ''
}

/** Where a path leads, through all links: esbuild bundles what is there. The path itself if nothing is. */
function realPath(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
