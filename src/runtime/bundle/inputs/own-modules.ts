import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { OnResolveArgs, PluginBuild } from 'esbuild'
import type { TsConfigResult } from 'get-tsconfig'
import { KerrosError } from '../../../core/errors/index.js'
import { settingsFor } from './import-settings.js'
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
  readonly #matchers = new Map<TsConfigResult, Promise<PathsMatcher | undefined>>()
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

  async find(args: OnResolveArgs): Promise<FoundModule> {
    const settings = await settingsFor(args.importer, await this.#look.settings(args.resolveDir))
    const key = JSON.stringify([args.path, args.resolveDir, args.kind, settings?.path])
    const known = this.#found.get(key)
    if (known) return known
    const found = this.#find(args, settings)
    this.#found.set(key, found)
    return found
  }

  async #find(args: OnResolveArgs, settings: TsConfigResult | undefined): Promise<FoundModule> {
    for (const candidate of await this.#aliases(args.path, settings)) {
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

  /** The files that the `paths` and `baseUrl` of settings name for an import, without extensions. */
  async #aliases(specifier: string, settings: TsConfigResult | undefined): Promise<readonly string[]> {
    if (settings === undefined) return []
    let matcher = this.#matchers.get(settings)
    if (!matcher) {
      matcher = pathsMatcher(settings)
      this.#matchers.set(settings, matcher)
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

type PathsMatcher = (specifier: string) => readonly string[]

/** @throws KerrosError `E_LOAD_PROJECT` if the settings' `paths` are wrong, as tsc reports them. */
async function pathsMatcher(settings: TsConfigResult): Promise<PathsMatcher | undefined> {
  const { createPathsMatcher } = await import('get-tsconfig')
  try {
    return createPathsMatcher(settings) ?? undefined
  } catch (cause) {
    throw new KerrosError('E_LOAD_PROJECT', `"paths" of ${settings.path} are wrong: ${(cause as Error).message}`, {
      hint: 'Correct the file; `npx tsc --noEmit` shows the same.',
      cause,
    })
  }
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
