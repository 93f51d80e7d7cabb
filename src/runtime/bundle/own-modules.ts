import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { OnResolveArgs, PluginBuild } from 'esbuild'
import type { Look } from './look.js'

/** Marks kerros' own requests to esbuild, which no plugin answers. */
const ASKED = 'kerros asks'

/** What an import that does not name a file resolves to. */
export type FoundModule =
  /** A file of the project, or of a package that is part of the same workspace: it goes into the bundle. */
  | { readonly file: string }
  /** A package, by the name under which Node finds it from the project's folder. */
  | { readonly package: string }

/**
 * Resolves imports that name no file: through `paths` of a tsconfig, through `imports` of a package.json, and to packages
 * of the workspace that are TypeScript, which Node does not import.
 */
export class OwnModules {
  readonly #build: PluginBuild
  readonly #root: string
  readonly #look: Look
  readonly #found = new Map<string, Promise<FoundModule>>()
  readonly #matchers = new Map<string, Promise<((specifier: string) => readonly string[]) | undefined>>()
  readonly #folders = new Set<string>()

  constructor(build: PluginBuild, root: string, look: Look) {
    this.#build = build
    this.#root = root
    this.#look = look
  }

  /** The folders that were searched. */
  get folders(): ReadonlySet<string> {
    return this.#folders
  }

  /** Whether a request is one of kerros'. */
  static isAsked({ pluginData }: OnResolveArgs): boolean {
    return pluginData === ASKED
  }

  find(args: OnResolveArgs): Promise<FoundModule> {
    const key = JSON.stringify([args.path, args.resolveDir, args.kind])
    const known = this.#found.get(key)
    if (known) return known
    const found = this.#find(args)
    this.#found.set(key, found)
    return found
  }

  async #find(args: OnResolveArgs): Promise<FoundModule> {
    for (const candidate of await this.#aliases(args)) {
      // That a file is missing matters too.
      this.#folders.add(path.dirname(candidate))
      await this.#look.surroundings(path.dirname(candidate))
      const file = await this.#ask(candidate, args)
      // Declarations are only for the compiler.
      if (file !== undefined && !/\.d\.[cm]?ts$/.test(file)) return { file }
    }
    const file = await this.#ask(args.path, args)
    if (file === undefined) return { package: args.path }
    if (args.path.startsWith('#') ? !isInstalled(file) : isTypeScript(file) && !isInstalled(file)) return { file }
    if (isWithin(args.resolveDir, this.#root)) return { package: args.path }
    // A workspace package has dependencies of its own; shared ones are the same for both.
    const fromRoot = await this.#ask(args.path, { ...args, resolveDir: this.#root, importer: '' })
    return { package: fromRoot === file ? args.path : pathToFileURL(file).href }
  }

  /** The files that a tsconfig's `paths` and `baseUrl` name for an import, without extensions. */
  async #aliases({ path: specifier, resolveDir }: OnResolveArgs): Promise<readonly string[]> {
    const tsconfig = await this.#look.tsconfig(resolveDir)
    if (!tsconfig.includes('paths') && !tsconfig.includes('baseUrl')) return []
    let matcher = this.#matchers.get(tsconfig)
    if (!matcher) {
      matcher = pathsMatcher(resolveDir)
      this.#matchers.set(tsconfig, matcher)
    }
    return (await matcher)?.(specifier) ?? []
  }

  async #ask(specifier: string, { kind, importer, resolveDir, namespace }: OnResolveArgs): Promise<string | undefined> {
    const {
      path: file,
      errors,
      external,
    } = await this.#build.resolve(specifier, {
      kind,
      importer,
      resolveDir,
      namespace,
      pluginData: ASKED,
    })
    return errors.length > 0 || external || !path.isAbsolute(file) ? undefined : file
  }
}

async function pathsMatcher(folder: string): Promise<((specifier: string) => readonly string[]) | undefined> {
  const { createPathsMatcher, getTsconfig } = await import('get-tsconfig')
  const tsconfig = getTsconfig(folder)
  return (tsconfig && createPathsMatcher(tsconfig)) ?? undefined
}

function isTypeScript(file: string): boolean {
  return /\.[cm]?tsx?$/.test(file)
}

function isInstalled(file: string): boolean {
  return file.split(path.sep).includes('node_modules')
}

function isWithin(folder: string, root: string): boolean {
  const relative = path.relative(root, folder)
  return !relative.startsWith('..') && !path.isAbsolute(relative)
}
