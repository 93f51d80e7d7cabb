import path from 'node:path'
import { DiagnosticsError, toDiagnostics } from '../../core/errors/index.js'
import type { Lineage } from '../../core/lineage/lineage.js'
import { type NodeChange, projectChanges } from '../../core/state/changes.js'
import { openedForms } from '../forms/opened-forms.js'
import { lineageOf } from '../lineage/lineage.js'
import { type OpenProject, type OpenProjectOptions, openProject } from '../open/open-project.js'
import { type BaseFiles, baseFiles } from './base-files.js'
import { type QuerySql, querySql } from './query-sql.js'

/** SQL before and now; `undefined` where it is missing. */
export interface TextChange {
  /** In the revision. */
  readonly before: string | undefined
  /** In the project's files. */
  readonly now: string | undefined
}

/** A change of a node, with what a reader wants to see of it. */
export interface DescribedChange extends NodeChange {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  /** Where it is written, as far as it is known. */
  readonly at: string | undefined
  /** The expressions of the columns that are computed in another way. */
  readonly expressions: { readonly [column: string]: TextChange }
  /** The clauses that are others, where they are in the query's outermost select. */
  readonly clauseTexts: { readonly [clause: string]: TextChange }
  /** dbt's word for how it is built now, as in `incremental`. */
  readonly kindOfModel: string | undefined
}

/** What is different between a project and a revision of it. */
export interface ChangesSince {
  /** The revision, as it was named. */
  readonly ref: string
  /** The commit that was compared with. */
  readonly commit: string
  /** The nodes that changed, and those that follow, each after those that it reads; removed ones come last. */
  readonly nodes: readonly DescribedChange[]
  /** How many relations the project has that a build writes. */
  readonly relations: number
  /** The lineage of the project as it is now. */
  readonly lineage: Lineage
}

/** The same, with the project as it is in the revision. */
export interface ChangesAndBase {
  readonly changes: ChangesSince
  readonly base: OpenProject
}

/**
 * Compares a project with a revision of its repository. Connects to nothing.
 *
 * @param ref A branch, a tag or a commit; of a branch, it is the commit at which the work began.
 * @param options How the project was opened.
 * @throws KerrosError `E_GIT`, `E_NO_PROJECT`; DiagnosticsError with everything that is wrong with the project there.
 */
export async function changesSince(
  opened: OpenProject,
  ref: string,
  options: OpenProjectOptions,
): Promise<ChangesSince> {
  return (await changesAndBase(opened, ref, options)).changes
}

/** The same, with the project of the revision: to find its relations. */
export async function changesAndBase(
  opened: OpenProject,
  ref: string,
  options: OpenProjectOptions,
): Promise<ChangesAndBase> {
  const { root } = opened
  const base = await baseFiles(ref, { root, configFile: opened.configFile! })
  const before = await openBase(opened, base, options)
  const [was, is] = [await openedForms(before), await openedForms(opened)]
  const lineage = lineageOf(opened)
  const { nodes } = projectChanges(was, is, lineage)
  const changes = {
    ref: base.ref,
    commit: base.commit,
    nodes: nodes.map((change) => described(change, before, opened, lineage)),
    relations: [...is.values()].filter(({ relationType }) => relationType !== undefined).length,
    lineage,
  }
  return { changes, base: before }
}

/** The project as it is in the revision, with the packages that are installed now. */
async function openBase(
  { root, targetName }: OpenProject,
  { ref, configFile }: BaseFiles,
  { vars }: OpenProjectOptions,
): Promise<OpenProject> {
  const cacheDirectory = path.join(root, 'target', '.kerros', 'base-bundle')
  try {
    return await openProject({ target: targetName, vars, project: configFile }, { cacheDirectory })
  } catch (error) {
    // The places are those of the project's own files, and would be looked for there.
    const found = toDiagnostics(error)
    throw new DiagnosticsError(found.map((each) => ({ ...each, message: `in ${ref}: ${each.message}` })))
  }
}

function described(change: NodeChange, before: OpenProject, now: OpenProject, lineage: Lineage): DescribedChange {
  const { uniqueId } = change
  const [old, own] = [before, now].map(({ project }) => project.nodes.find((node) => node.uniqueId === uniqueId))
  const parts: readonly [QuerySql, QuerySql] = [querySql(old, before), querySql(own, now)]
  const changed = change.columns.filter(({ kind }) => kind === 'expression').map(({ column }) => column)
  return {
    ...change,
    file: (own ?? old)!.file,
    at: own && lineage.placeOf({ node: uniqueId, column: undefined }),
    kindOfModel: own && 'materialized' in own ? own.materialized : undefined,
    expressions: Object.fromEntries(changed.map((name) => [name, textChange(parts, (each) => each.column(name))])),
    clauseTexts: Object.fromEntries(
      change.clauses.flatMap((name) => {
        const found = textChange(parts, (each) => each.clause(name))
        return found.before === found.now ? [] : [[name, found]]
      }),
    ),
  }
}

function textChange(
  [before, now]: readonly [QuerySql, QuerySql],
  read: (parts: QuerySql) => string | undefined,
): TextChange {
  return { before: read(before), now: read(now) }
}
