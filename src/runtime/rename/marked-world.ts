import { buildProject } from '../../core/project/build-project.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import type { Project } from '../../core/project/project.js'
import { groupBy } from '../../util/group-by.js'
import { importFiles } from '../bundle/import-files.js'
import type { NamePlace } from './name-places.js'
import { editedText } from './text-edits.js'

/** The files of a project, and how to import them with other contents. */
export interface ProjectFiles {
  readonly name: string
  readonly root: string
  /** Absolute, the configuration first. */
  readonly files: readonly string[]
  /** Where bundles are stored. */
  readonly cacheDirectory: string
  textOf(file: string): string
}

/** A mark is part of a name, so that it goes where the name goes. */
const MARK = /__kerros(\d+)k/

/**
 * The project as it is when names have marks at some places: each mark comes out where its place's text goes, in queries
 * and in definitions. Kysely and kerros build queries without looking at whether columns exist.
 *
 * @returns Its nodes; `undefined` when a file throws.
 */
export async function markedNodes(
  files: ProjectFiles,
  places: readonly NamePlace[],
): Promise<readonly ProjectNode[] | undefined> {
  const project = await importedProject(files, markedTexts(files, places)).catch(() => undefined)
  return project?.nodes
}

/** The project that files with these contents make, right or wrong. */
async function importedProject(
  { name, root, files, cacheDirectory }: ProjectFiles,
  given: ReadonlyMap<string, string>,
): Promise<Project | undefined> {
  const { modules, diagnostics } = await importFiles(files, { cacheDirectory, name: 'rename', root, given })
  return diagnostics.length > 0 ? undefined : buildProject(name, modules.slice(1)).project
}

function markedTexts({ textOf }: ProjectFiles, places: readonly NamePlace[]): ReadonlyMap<string, string> {
  const byFile = groupBy(places, ({ file }) => file)
  return new Map(
    [...byFile].map(([file, inFile]) => {
      const text = textOf(file)
      const edits = inFile.map((place) => ({ place, isRenamed: true, alias: undefined }))
      return [file, editedText(text, edits, ({ id, start, end }) => `${text.slice(start, end)}__kerros${id}k`)]
    }),
  )
}

/** The marks in a string, in order. */
export function marksIn(text: string): readonly number[] {
  return [...text.matchAll(new RegExp(MARK, 'g'))].map(([, id]) => Number(id))
}

/** What a marked project says, as the real one says it. */
export function withoutMarks(text: string): string {
  return text.replace(new RegExp(MARK, 'g'), '')
}
