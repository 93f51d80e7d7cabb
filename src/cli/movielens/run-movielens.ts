import { access, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import type { Reporter } from '../../core/result/reporter.js'
import type { RunResult } from '../../core/result/run-result.js'
import type { LoadReporter, LoadResult } from '../../ingest/plan/load-result.js'
import { runWithArtifacts } from '../../runtime/artifacts/run-with-artifacts.js'
import { loadOpened } from '../../runtime/load/load.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { type ShownRows, showNode } from '../../runtime/show/show-node.js'
import { projectUnitTests } from '../../testing/project-unit-tests.js'
import { makeFolder } from '../../util/make-folder.js'
import { generateMovieLens } from './generate-movielens.js'

/** The analysis whose rows are shown at the end. */
const TOP_20 = 'top_20_movies'

export interface RunMovieLensOptions {
  /** The folder with the CSV files. Without it, sample data is made in `target/sample-data`. */
  readonly data: string | undefined
  /** The size of the sample data, in proportion to MovieLens 20M. */
  readonly scale: number
  readonly cwd: string
  readonly threads: number | undefined
  readonly fullRefresh: boolean
  readonly loadReporter: LoadReporter
  readonly reporter: Reporter
  /** Called with what happens next. */
  readonly onStage: (text: string) => void
  readonly signal: AbortSignal
}

export interface MovieLensResult {
  readonly load: LoadResult
  readonly run: RunResult
  /** Why the run's artifacts are missing. */
  readonly unwritten: KerrosError | undefined
  /** `undefined` if something failed. */
  readonly top: ShownRows | undefined
}

/** The main job: makes sample data unless there is data, loads it, builds and tests every model, takes the snapshots. */
export async function runMovieLens(opened: OpenProject, options: RunMovieLensOptions): Promise<MovieLensResult> {
  const { reporter, loadReporter, signal, cwd, threads, onStage } = options
  assertMovieLens(opened)
  const data = options.data ?? (await sampleData(opened, options))
  onStage(`Loading ${data}`)
  const load = await loadOpened(opened, { data, cwd, fullRefresh: options.fullRefresh, reporter: loadReporter, signal })
  const marker = path.join(opened.root, 'target', '.kerros', `rebuild-${opened.targetName}`)
  if (load.tables.some(({ files }) => files.some(isReplaced))) await mark(marker)
  const fullRefresh = options.fullRefresh || (await isMarked(marker))
  onStage(`Building models, tests and snapshots${fullRefresh ? ', everything from scratch' : ''}`)
  const runUnitTest = projectUnitTests(opened, undefined)
  const given = { threads, fullRefresh, reporter, signal, runUnitTest }
  const { result: run, unwritten } = await runWithArtifacts('build', opened, given)
  if (run.ok && !run.cancelled) await rm(marker, { force: true })
  return { load, run, unwritten, top: run.ok && !run.cancelled ? await showNode(opened, TOP_20, 20) : undefined }
}

/**
 * Replaced rows are not new rows to an incremental model: only a rebuild removes the old ones. A marker file records that the
 * rebuild is still to be done, even if the process ends before.
 */
async function mark(marker: string): Promise<void> {
  await makeFolder(path.dirname(marker))
  await writeFile(marker, '')
}

function isMarked(marker: string): Promise<boolean> {
  return access(marker).then(
    () => true,
    () => false,
  )
}

function isReplaced({ status }: { readonly status: string }): boolean {
  return status === 'changed' || status === 'reloaded'
}

/** The same scale gives the same bytes, so generating them again costs seconds and loads nothing twice. */
async function sampleData({ root }: OpenProject, options: RunMovieLensOptions): Promise<string> {
  const directory = path.join(root, 'target', 'sample-data')
  const displayPath = path.relative(options.cwd, directory)
  options.onStage(`Making sample data of MovieLens' shape, scale ${options.scale}, in ${displayPath}`)
  await generateMovieLens({ directory, scale: options.scale, signal: options.signal })
  return displayPath
}

function assertMovieLens({ project, config }: OpenProject): void {
  if (project.nodes.some((node) => node.name === TOP_20)) return
  throw new KerrosError('E_NO_PROJECT', `project "${config.name}" is not the MovieLens project: it has no ${TOP_20}`, {
    hint: 'Run this in the folder of the kerros repository, or build your own project with: kerros build',
    commands: ['kerros build'],
  })
}
