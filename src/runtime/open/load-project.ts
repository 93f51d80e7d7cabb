import path from 'node:path'
import { DiagnosticsError, KerrosError } from '../../core/errors/index.js'
import { buildProject } from '../../core/project/build-project.js'
import type { ProjectModule } from '../../core/project/collect-definitions.js'
import type { ModuleNamespace, ProjectConfig } from '../../core/project/options/project-config.js'
import type { Project } from '../../core/project/project.js'
import { importFiles } from '../bundle/import-files.js'
import type { FindPlace } from '../bundle/imports/find-place.js'
import { findFiles } from '../files/find-files.js'
import { placedConfigError } from '../places/config-places.js'
import { placedDefinitions } from '../places/placed-definitions.js'
import { assertKyselyVersion } from './assert-kysely-version.js'
import { type InlineQuery, inlineModule } from './inline-query.js'

/** A project with its configuration, as a run needs it. */
export interface LoadedProject {
  readonly config: ProjectConfig
  readonly project: Project
  /** The absolute folder where relative paths start. */
  readonly root: string
  /** The absolute path of the configuration file; `undefined` for a project that was passed as an object. */
  readonly configFile: string | undefined
  /** Where a query is written; `undefined` if kerros has not loaded the project's files. */
  readonly findPlace: FindPlace
  /** Stores what V8 has compiled of the project's files since they were loaded, for the next command. */
  readonly keepCode: () => Promise<void>
}

/** What a project is loaded with. */
export interface LoadProjectOptions {
  /** Where the bundle of a project's files is stored. Default: `target/.kerros` in the project's folder. */
  readonly cacheDirectory?: string | undefined
  /** Called with notes that matter only for debugging. */
  readonly onNote?: ((note: string) => void) | undefined
  /** Called if the project's files await for long, with what. Default: a warning of the process. */
  readonly onWait?: ((text: string) => void) | undefined
  /** A query that is loaded with the project's files, and becomes a node of it. */
  readonly inline?: InlineQuery | undefined
  /** Contents of files that are not read from the disk, by absolute path. */
  readonly given?: ReadonlyMap<string, string> | undefined
}

/**
 * Loads a project from its configuration file: the globbed files are bundled once (and again only when one of them
 * changes), and their exports become the project.
 *
 * @param configFile The absolute path of `kerros.config.ts`.
 * @throws DiagnosticsError with everything that is wrong with the project, and each file's first error where files throw;
 *   KerrosError `E_LOAD_PROJECT` if a file cannot be compiled.
 */
export async function loadProject(configFile: string, options: LoadProjectOptions = {}): Promise<LoadedProject> {
  const cacheDirectory = cacheOf(configFile, options)
  const { config: first, root } = await loadConfig(configFile, options)
  const { inline, onNote } = options
  if (!hasGlobs(first) && !inline) return { ...loadModules(first, root), configFile }
  const found = hasGlobs(first) ? await globbed(first, root, configFile) : []
  const files = found.filter((file) => file !== inline?.file)
  // The configuration is bundled with the files, so that both see the same definitions.
  const imported = await importFiles([configFile, ...files, ...(inline ? [inline.file] : [])], {
    cacheDirectory,
    // Of its own: the project's bundle stays as it is for the next command.
    name: inline ? 'inline' : 'project',
    root,
    onNote,
    onWait: options.onWait ?? warn,
    given: inline?.content === undefined ? options.given : new Map([[inline.file, inline.content]]),
  })
  const { modules, diagnostics, findPlace, keepCode } = imported
  if (diagnostics.length > 0)
    throw new DiagnosticsError([
      ...diagnostics,
      ...placedDefinitions(buildProject(first.name, modules, first).diagnostics, root),
    ])
  const config = configOf(modules[0]!.exports, configFile)
  const models = hasGlobs(config) ? modules.slice(1, files.length + 1) : modulesOf(config)
  const asked = inline ? [inlineModule(modules.at(-1)!)] : []
  return { ...checked(config, root, [...models, ...asked]), configFile, findPlace, keepCode }
}

async function globbed({ models }: ProjectConfig, root: string, configFile: string): Promise<readonly string[]> {
  try {
    return await findFiles(models as readonly string[], root, configFile)
  } catch (error) {
    throw placedConfigError(error, configFile, [])
  }
}

/**
 * Loads only a configuration file, without the files that it names.
 *
 * @throws KerrosError `E_LOAD_PROJECT`, `E_CONFIG`, `E_PEER_VERSION`.
 */
export async function loadConfig(
  configFile: string,
  options: LoadProjectOptions = {},
): Promise<Pick<LoadedProject, 'config' | 'root'>> {
  try {
    return await importConfig(configFile, options)
  } catch (error) {
    throw placedConfigError(error, configFile, [])
  }
}

async function importConfig(
  configFile: string,
  options: LoadProjectOptions,
): Promise<Pick<LoadedProject, 'config' | 'root'>> {
  assertKyselyVersion()
  const folder = path.dirname(configFile)
  const cacheDirectory = cacheOf(configFile, options)
  const { onNote, onWait = warn } = options
  const imported = await importFiles([configFile], {
    cacheDirectory,
    name: 'config',
    root: folder,
    onNote,
    onWait,
  })
  const { modules, diagnostics } = imported
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics, 'the configuration')
  const config = configOf(modules[0]!.exports, configFile)
  return { config, root: path.resolve(folder, config.root ?? '.') }
}

function warn(text: string): void {
  process.emitWarning(text)
}

function cacheOf(configFile: string, { cacheDirectory }: LoadProjectOptions): string {
  return cacheDirectory ?? path.join(path.dirname(configFile), 'target', '.kerros')
}

/** Creates a project from a configuration whose models are module namespaces. */
export function loadModules(config: ProjectConfig, root: string): LoadedProject {
  return checked(config, root, modulesOf(config))
}

function modulesOf(config: ProjectConfig): readonly ProjectModule[] {
  return (config.models as readonly ModuleNamespace[]).map((exports, i) => ({ file: `models[${i}]`, exports }))
}

function hasGlobs(config: ProjectConfig): boolean {
  return config.models.some((model) => typeof model === 'string')
}

function checked(config: ProjectConfig, root: string, modules: readonly ProjectModule[]): LoadedProject {
  const { project, diagnostics } = buildProject(config.name, modules, config)
  if (diagnostics.length > 0) throw new DiagnosticsError(placedDefinitions(diagnostics, root))
  const selectable = { ...project, selectors: config.selectors }
  return {
    config,
    project: selectable,
    root,
    configFile: undefined,
    findPlace: () => undefined,
    keepCode: async () => {},
  }
}

function configOf(exports: ModuleNamespace, file: string): ProjectConfig {
  const config = exports['default'] as ProjectConfig | undefined
  if (config?.kind === 'project') return config
  throw new KerrosError('E_CONFIG', `${path.basename(file)} has no project as its default export`, {
    hint: 'Write: export default defineProject({ … }).',
    subject: path.basename(file),
    at: path.basename(file),
  })
}
