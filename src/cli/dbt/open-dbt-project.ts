import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { withState } from '../../runtime/artifacts/with-state.js'
import { findConfigFile } from '../../runtime/files/find-config-file.js'
import { type OpenProject, openProject } from '../../runtime/open/open-project.js'
import type { Terminal } from '../output/terminal.js'
import { countWords, dbtCounts } from './dbt-line.js'
import { type DbtLog, dbtNote } from './dbt-log.js'
import type { DbtOptions } from './dbt-options.js'

/** Where dbt's options say that a project is, and where its artifacts are written. */
export interface DbtPlaces {
  readonly configFile: string
  readonly artifactsFolder: string
}

/**
 * Finds a project by dbt's options. Orchestrators run dbt in a temporary folder of links to the project's files. Paths in
 * kerros.config.ts start at the files themselves, or a DuckDB file would be lost with the folder; artifacts are written to the
 * folder, where they are expected.
 *
 * @throws KerrosError `E_NO_PROJECT` if there is no configuration file.
 */
export async function dbtPlaces({ projectDir = '.', targetPath }: DbtOptions, cwd: string): Promise<DbtPlaces> {
  const folder = path.resolve(cwd, projectDir)
  const found = await findConfigFile(undefined, folder)
  return {
    configFile: await realpath(found),
    artifactsFolder: path.resolve(path.dirname(found), targetPath ?? 'target'),
  }
}

/** A project that is open, and where its artifacts are written. */
export interface OpenDbtProject {
  readonly opened: OpenProject
  readonly artifactsFolder: string
}

/**
 * Opens a project by dbt's options, and says what it contains.
 *
 * @throws KerrosError `E_NO_PROJECT`, `E_UNKNOWN_TARGET`; DiagnosticsError with everything that is wrong with the project.
 */
export async function openDbtProject(options: DbtOptions, log: DbtLog, { cwd }: Terminal): Promise<OpenDbtProject> {
  const { target, vars } = options
  const { configFile, artifactsFolder } = await dbtPlaces(options, cwd)
  // As in dbt, "no" leaves it to the project.
  const storeFailures = options.storeFailures || undefined
  const loaded = await openProject({
    project: configFile,
    target,
    vars,
    storeFailures,
    empty: options.empty,
    sample: options.sample,
    cwd,
  })
  const { state } = options
  const { select, exclude, selector } = options
  const found =
    state === undefined
      ? loaded
      : await withState(loaded, {
          folder: path.resolve(cwd, state),
          displayPath: state,
          selection: { select, exclude, selector },
          artifactsFolder,
          onWarning: ({ message, hint }) => log.event(dbtNote(`${message}. ${hint}`)),
        })
  // Orchestrators give the variables of the whole project to each model.
  const opened = { ...found, variables: { ...found.variables, checkAllUsed: () => undefined } }
  const words = opened.project.nodes.map(({ resourceType }) => (resourceType === 'test' ? 'data test' : resourceType))
  const stat_line = dbtCounts(countWords(words))
  log.event({ name: 'FoundStats', code: 'W006', msg: `Found ${stat_line}`, data: { stat_line } })
  return { opened, artifactsFolder }
}
