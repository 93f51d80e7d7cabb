import { createHash } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import path from 'node:path'

/** The names in a folder that may decide what an import finds there. */
const DECIDES = /\.[cm]?[jt]sx?$|\.json$|\.css$/

/**
 * One look at the disk: whatever is asked twice is answered alike. A bundle is made of what one look saw, so that its
 * stamp tells of that, and not of what was saved while the bundle was made.
 */
export class Look {
  readonly #contents = new Map<string, Buffer | undefined>()
  readonly #folders = new Map<string, string>()
  readonly #settings = new Map<string, string>()

  /** What is in a file; `undefined` where there is none. */
  content(file: string): Buffer | undefined {
    if (!this.#contents.has(file)) this.#contents.set(file, read(file))
    return this.#contents.get(file)
  }

  /**
   * What decides in a folder which file an import finds, and what its code means: which names are there and which are
   * not, and the nearest `package.json` and `tsconfig.json`, with all that this one extends.
   */
  async surroundings(folder: string): Promise<string> {
    let found = this.#folders.get(folder)
    if (found === undefined) {
      found = JSON.stringify([namesIn(folder), this.#nearest(folder, 'package.json'), await this.tsconfig(folder)])
      this.#folders.set(folder, found)
    }
    return found
  }

  /** The nearest `tsconfig.json` of a folder, with all that it extends, as something to be compared. */
  async tsconfig(folder: string): Promise<string> {
    const nearest = this.#nearest(folder, 'tsconfig.json')
    const [file, text = ''] = nearest === undefined ? [] : (JSON.parse(nearest) as [string, string])
    if (file === undefined || !text.includes('"extends"')) return nearest ?? ''
    const known = this.#settings.get(file)
    if (known !== undefined) return known
    const { parseTsconfig } = await import('get-tsconfig')
    // What cannot be read is an error of the bundle, if it matters there.
    let whole = text
    try {
      whole = JSON.stringify(parseTsconfig(file))
    } catch {}
    const settings = JSON.stringify([file, text, whole])
    this.#settings.set(file, settings)
    return settings
  }

  /** The `package.json` of a package, as Node finds it from a folder; empty where there is none. */
  packageJson(specifier: string, folder: string): string {
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    for (let at = folder; ; at = path.dirname(at)) {
      const file = path.join(at, 'node_modules', name, 'package.json')
      const found = this.content(file)
      if (found) return JSON.stringify([realpathSync(file), digest(found)])
      if (path.dirname(at) === at) return ''
    }
  }

  /** A file of a name, in a folder or the nearest one above it: where it is, and what is in it. */
  #nearest(folder: string, name: string): string | undefined {
    for (let at = folder; ; at = path.dirname(at)) {
      const found = this.content(path.join(at, name))
      if (found) return JSON.stringify([path.join(at, name), found.toString('utf8')])
      if (path.dirname(at) === at) return undefined
    }
  }
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
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
  if (entry.isSymbolicLink()) return `${entry.name} -> ${readlinkSync(path.join(folder, entry.name))}`
  if (entry.isDirectory()) return `${entry.name}/`
  return DECIDES.test(entry.name) ? entry.name : ''
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
