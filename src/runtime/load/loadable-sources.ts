import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import type { SourceNode } from '../../core/project/nodes/node.js'
import { relationKey } from '../../core/relations/relation.js'
import type { LoadableTable } from '../../ingest/find/loadable-table.js'
import type { OpenProject } from '../open/open-project.js'
import { selectFor } from '../select/select-for.js'
import { withoutDefaultSelector } from '../select/selection-of.js'
import type { SelectionOptions } from '../select/selection-options.js'

/** The folder that is loaded. */
export interface DataFolder {
  /** Absolute. */
  readonly directory: string
  /** As the user wrote it. */
  readonly folder: string
}

/**
 * The folder with the files of a load.
 *
 * @param data What the user named, relative to `cwd`. Default: `data` in the project's folder.
 */
export function dataFolder({ root }: OpenProject, data: string | undefined, cwd: string = process.cwd()): DataFolder {
  const directory = data === undefined ? path.join(root, 'data') : path.resolve(cwd, data)
  return { directory, folder: data ?? (path.relative(cwd, directory) || '.') }
}

/** The selected sources that name files. @throws KerrosError `E_NO_MATCH` if there is no such source. */
export function sourcesWithFiles({ project }: OpenProject, options: SelectionOptions): readonly SourceNode[] {
  const selected = selectFor(withoutDefaultSelector(project), ['source'], options)
  const sources = project.nodes.filter((node) => node.resourceType === 'source' && selected.has(node.uniqueId))
  const loadable = (sources as readonly SourceNode[]).filter(({ load }) => load !== undefined)
  if (loadable.length > 0) return loadable
  throw new KerrosError(
    'E_NO_MATCH',
    `${options.select?.length ? 'the selection' : 'the project'} has no source with files`,
    {
      hint: "Name a source's files in its declaration: source('raw', { … }, { load: { raw_movies: { files: ['movies.csv'] } } }).",
    },
  )
}

/** The tables of sources, and the warehouse's relations of their names, if there is a warehouse yet. */
export async function loadableTables(
  { relations }: OpenProject,
  sources: readonly SourceNode[],
  warehouse: Warehouse | undefined,
): Promise<readonly LoadableTable[]> {
  const relationOf = (node: SourceNode) => relations.get(node.uniqueId)!
  const existing = await warehouse?.describe(sources.map(relationOf))
  return sources.map((node) => ({
    name: `${node.sourceName}.${node.name}`,
    relation: relationOf(node),
    columns: node.definition.columns,
    fileNames: node.load!.files,
    stage: node.load!.stage,
    fileFormat: node.load!.fileFormat,
    fieldNames: node.load!.columns,
    declaredIn: node.file,
    existing: existing?.relations.get(relationKey(relationOf(node))),
  }))
}

/** The error for a target without a loader. */
export function cannotLoad({ targetName, target }: OpenProject): KerrosError {
  return new KerrosError('E_UNSUPPORTED', `target "${targetName}" (${target.dialect.title}) cannot load files yet`, {
    hint: 'Load into a target that can, with --target, or fill the source tables by other means.',
  })
}
