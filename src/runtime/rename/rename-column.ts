import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { OptionNames } from '../../core/definitions/options/values/option-checks.js'
import { DiagnosticsError, KerrosError } from '../../core/errors/index.js'
import { didYouMean } from '../../core/graph/did-you-mean.js'
import type { Lineage } from '../../core/lineage/lineage.js'
import type { ColumnRef } from '../../core/lineage/node-lineage.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import { planRename } from '../../core/rename/plan-rename.js'
import { type ProjectNames, projectNames } from '../../core/rename/project-names.js'
import { readRegularText } from '../../util/regular-file.js'
import { findConfigFile } from '../files/find-config-file.js'
import { lineageOf } from '../lineage/lineage.js'
import { checkOptions } from '../open/check-options.js'
import { type OpenProject, type OpenProjectOptions, openProject } from '../open/open-project.js'
import { checkNewName } from './check-new-name.js'
import { decideEdits } from './decide-edits.js'
import type { FileChange } from './file-change.js'
import { filesNotChecked } from './files-not-checked.js'
import { renamedHeader } from './seed-header.js'
import { type StoredTable, storedTables } from './stored-tables.js'
import { openTypeScript } from './typescript/open-typescript.js'
import type { TypeScript } from './typescript/typescript.js'
import { unifiedDiff } from './unified-diff.js'
import { writeRename } from './write-rename.js'

/** Where {@link renameColumn} finds the project, and how far it goes. */
export interface RenameColumnOptions extends OpenProjectOptions {
  /**
   * The path of the project's configuration file. Default: the `kerros.config.ts` of the working directory or the nearest
   * folder above it. A configuration as an object has no files that could be changed.
   */
  readonly project?: string | undefined
  /** Names of nodes that keep the names of their columns. Default: none; each node downstream passes the new name on. */
  readonly stopAt?: readonly string[] | undefined
}

/** A renaming that is worked out and proved, and not written. */
export interface ColumnRename {
  /** The column as the project knows it, and by its name `orders.amount`. */
  readonly column: ColumnRef & { readonly name: string }
  /** The column's new name. */
  readonly to: string
  /** The columns that get the new name, as `orders.amount`, each after those that it is made of. */
  readonly columns: readonly string[]
  /** The files that change. */
  readonly files: readonly FileChange[]
  /** Tables that keep the rows of earlier runs under the old name. */
  readonly stored: readonly StoredTable[]
  /** Readers outside of the project that the renamed relations have, by the names of their exposures. */
  readonly exposures: readonly string[]
  /** Places that say the name too, of which it is not known whether they mean the column: `test/orders.test.ts:12:5`. */
  readonly open: readonly string[]
  /**
   * Files of TypeScript below the project's folder that say the name too, and that were not looked at: they are in no
   * `tsconfig.json`, or in that of another package.
   */
  readonly notChecked: readonly string[]
  /** The absolute folder where the files are. */
  readonly root: string
  /** The changes as `git apply` takes them. */
  readonly diff: string
  /**
   * Writes the files: all of them or none.
   *
   * @throws DiagnosticsError `E_RENAME` if one of them was changed since it was read.
   */
  write(): Promise<void>
}

const OPTIONS: OptionNames<RenameColumnOptions> = { project: true, target: true, vars: true, cwd: true, stopAt: true }

/**
 * Works out how a column gets another name: in the model, in everything downstream that passes it on, in options, tests,
 * exposures and given rows. Nothing is written until `write()` is called. It is proved first: TypeScript finds nothing wrong
 * with the edited files, and every query is the same but for the name. Connects to nothing.
 *
 * ```ts
 * const found = await renameColumn('src_movies.title', 'name')
 * console.log(found.diff)
 * await found.write()
 * ```
 *
 * @param column The column with its node, as in `src_movies.title`.
 * @param to Its new name: letters, digits and `_`.
 * @throws KerrosError `E_NO_PROJECT` without a configuration file, `E_NO_MATCH` or `E_UNKNOWN_COLUMN` if the column or a node
 *   of `stopAt` does not exist, `E_MISSING_TYPESCRIPT` or `E_LOAD_PROJECT` if TypeScript or its configuration is missing;
 *   DiagnosticsError `E_RENAME` with every place that is in the way, `E_INVALID_OPTION`, or everything that is wrong with
 *   the project.
 */
export async function renameColumn(
  column: string,
  to: string,
  options: RenameColumnOptions = {},
): Promise<ColumnRename> {
  checkRenameOptions(options)
  const session = await RenameSession.open(options)
  try {
    return await session.rename(column, to, options)
  } finally {
    await session.close()
  }
}

/** A project that is opened to rename columns of it, one by one, each in the files as they are on the disk at first. */
export class RenameSession {
  readonly project: OpenProject
  readonly lineage: Lineage
  readonly #names: ProjectNames
  readonly #opening: RenameColumnOptions & { readonly project: string }
  readonly #cacheDirectory: string
  #typescript: TypeScript | undefined

  private constructor(project: OpenProject, opening: RenameColumnOptions & { project: string }) {
    this.project = project
    this.lineage = lineageOf(project)
    this.#names = projectNames(project.project)
    this.#opening = opening
    // Within the project's own store: what a file imports is found from there.
    this.#cacheDirectory = path.join(path.dirname(opening.project), 'target', '.kerros', 'rename')
  }

  /** @throws As {@link renameColumn} does. */
  static async open(options: RenameColumnOptions): Promise<RenameSession> {
    const opening = { ...options, project: await findConfigFile(options.project, options.cwd ?? process.cwd()) }
    return new RenameSession(await openProject(opening), opening)
  }

  /** The project's compiler, opened by the first renaming that has nothing against it. */
  async typescript(): Promise<TypeScript> {
    this.#typescript ??= await openTypeScript(this.project.root)
    return this.#typescript
  }

  /** @throws As {@link renameColumn} does. */
  async rename(
    column: string,
    to: string,
    { stopAt = [] }: Pick<RenameColumnOptions, 'stopAt'> = {},
  ): Promise<ColumnRename> {
    const before = this.project
    const ref = this.lineage.column(column)
    const node = before.project.nodes.find(({ uniqueId }) => uniqueId === ref.node)!
    checkNewName(node, ref.column, to)
    const kept = new Set(stopAt.map((name) => nodeNamed(before, name)))
    const renaming = { node: ref.node, from: ref.column, to, kept }
    const { plan, diagnostics } = planRename(before.project, this.#names, renaming)
    if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
    const typescript = await this.typescript()
    const decided = await decideEdits({
      before,
      names: this.#names,
      plan,
      typescript,
      opening: this.#opening,
      cacheDirectory: this.#cacheDirectory,
    })
    const { root } = before
    const files = [...decided.files, ...(await seedFile(node, root, { from: ref.column, to }))]
    return {
      column: { ...ref, name: `${this.lineage.node(ref.node)!.name}.${ref.column}` },
      to,
      columns: this.lineage.nodes.flatMap(({ uniqueId, name }) => {
        const from = plan.nodes.get(uniqueId)
        return from === undefined ? [] : [`${name}.${from}`]
      }),
      files,
      stored: storedTables(before, plan),
      exposures: this.lineage.nodes
        .filter(({ resourceType, rowsOf, named }) => {
          if (resourceType !== 'exposure') return false
          return rowsOf.some((read) => {
            const needed = named.filter((each) => each.node === read)
            const from = plan.nodes.get(read)
            return from !== undefined && (needed.length === 0 || needed.some((each) => each.column === from))
          })
        })
        .map(({ name }) => name),
      open: decided.open,
      notChecked: await filesNotChecked(root, typescript.files, ref.column),
      root,
      diff: files.map((change) => `${unifiedDiff(change.file, change.before, change.after)}\n`).join(''),
      write: () => writeRename({ files, root }),
    }
  }

  async close(): Promise<void> {
    this.#typescript?.close()
    await rm(this.#cacheDirectory, { recursive: true, force: true })
  }
}

function checkRenameOptions(options: unknown): void {
  checkOptions('renameColumn', options, OPTIONS)
  const project: unknown = (options as RenameColumnOptions).project
  if (project !== undefined && typeof project !== 'string')
    throw new KerrosError('E_INVALID_OPTION', 'renameColumn(…): `project` is the path of a configuration file', {
      hint: 'A configuration that is passed as an object has no files that could be changed.',
      names: ['project'],
    })
}

function nodeNamed({ project: { nodes } }: OpenProject, name: string): string {
  const found = nodes.find((node) => node.name === name || node.uniqueId === name)
  if (found) return found.uniqueId
  const hint = didYouMean(
    name,
    nodes.filter(({ resourceType }) => resourceType === 'model').map((node) => node.name),
    'Models are',
  )
  throw new KerrosError('E_NO_MATCH', `there is no node "${name}" to stop at`, { hint })
}

/** The CSV file of a seed, whose header has the names of its columns. */
async function seedFile(
  node: ProjectNode,
  root: string,
  names: { readonly from: string; readonly to: string },
): Promise<readonly FileChange[]> {
  if (node.resourceType !== 'seed' || node.definition.kind !== 'seed') return []
  const { name, definition } = node
  const { file, options } = definition
  const refuse = (message: string, hint: string): never => {
    throw new KerrosError('E_RENAME', message, { hint, subject: name, names: [names.from], at: file })
  }
  if (options.package !== undefined)
    return refuse(
      `the file of the seed "${name}" is in the package "${options.package}"`,
      'Give the column its name where the seed is read.',
    )
  const before = await readRegularText(path.join(root, file))
  const after = renamedHeader(before, names, options.delimiter ?? ',')
  if (after === undefined)
    return refuse(`the header of ${file} has "${names.from}" not exactly once`, 'Correct the first line of the file.')
  return [{ file, before, after, places: 1 }]
}
