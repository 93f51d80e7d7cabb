import { type Diagnostic, isKerrosError } from '../../core/errors/index.js'
import { projectLineage } from '../../core/lineage/project-lineage.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { isAudited } from '../../core/project/nodes/is-audited.js'
import { isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import { type DescribedSchemas, relationKey } from '../../core/relations/relation.js'
import type { NodeResult, RunResult } from '../../core/result/run-result.js'
import { rightForms } from '../../core/state/node-form.js'
import { type NodeEnd, Reuse } from '../../core/state/reuse/decide-reuse.js'
import type { Decision } from '../../core/state/reuse/decision.js'
import { type ReuseRecord, readRecord, writeRecord } from '../../core/state/reuse/reuse-record.js'
import type { SeedRow } from '../../core/steps/materialization.js'
import { ownVersion } from '../files/own-version.js'
import { openedForms } from '../forms/opened-forms.js'
import { shortDigest } from '../forms/short-digest.js'
import type { OpenProject } from '../open/open-project.js'
import { exactForms } from './exact-forms.js'
import { relationStamps } from './relation-stamps.js'
import { reuseFacts } from './reuse-facts.js'
import { forgetRecords, readRecords, writeRecords } from './reuse-records.js'

/** What a run that reuses has to know before it plans. */
export interface ReuseRunInput {
  readonly opened: OpenProject
  readonly selected: ReadonlySet<string>
  readonly seedRows: ReadonlyMap<string, readonly SeedRow[]>
  readonly existing: DescribedSchemas
  readonly fullRefresh: boolean
  /** Whether everything is built anyway. */
  readonly isForced: boolean
  readonly runId: string
  readonly startedAt: Date
}

/** A run that leaves out what would come out the same. */
export class ReuseRun {
  /** What is done about every selected node. */
  readonly decisions: ReadonlyMap<string, Decision>
  readonly #input: ReuseRunInput
  readonly #warehouse: Warehouse
  readonly #reuse: Reuse
  readonly #subjects: ReadonlyMap<string, string>
  readonly #records: ReadonlyMap<string, ReuseRecord>

  /**
   * @param known.subjects What each node is called where it is recorded.
   * @param known.records What is recorded of nodes, by unique id.
   */
  constructor(
    input: ReuseRunInput,
    warehouse: Warehouse,
    reuse: Reuse,
    known: { readonly subjects: ReadonlyMap<string, string>; readonly records: ReadonlyMap<string, ReuseRecord> },
  ) {
    this.#input = input
    this.#warehouse = warehouse
    this.#reuse = reuse
    this.#subjects = known.subjects
    this.#records = known.records
    const audited = new Set(
      input.opened.project.nodes.filter((node) => isBuildable(node) && isAudited(node)).map(({ uniqueId }) => uniqueId),
    )
    this.decisions = new Map(
      [...reuse.decisions].map(([id, decision]) => {
        const isHeld = decision.kind === 'unlessChanged' && audited.has(id)
        return [id, isHeld ? { kind: 'build', reasons: [{ code: 'audited' }] } : decision]
      }),
    )
  }

  /** Takes away the records of what the run may change: if it ends without a word, nothing is known of that. */
  async forget(): Promise<void> {
    const { opened, selected } = this.#input
    const mayChange = [...selected].filter((id) => this.decisions.get(id)?.kind !== 'reuse' && this.#records.has(id))
    if (mayChange.length === 0) return
    await forgetRecords(
      this.#warehouse,
      opened.target,
      mayChange.map((id) => this.#subjects.get(id)!),
    )
  }

  /**
   * Records what the run has left.
   *
   * @returns Why that was not possible: the rows of the run are right all the same.
   */
  async record(result: RunResult): Promise<Diagnostic | undefined> {
    try {
      await this.#record(result)
      return undefined
    } catch (error) {
      if (!isKerrosError(error) || error.code === 'E_INTERNAL') throw error
      const message = `the run could not be recorded for reuse, so that the next one builds everything again: ${error.message}`
      return { code: error.code, message, hint: error.hint }
    }
  }

  async #record(result: RunResult): Promise<void> {
    const { opened, existing, runId, startedAt } = this.#input
    const built = result.nodes.filter((node) => !node.isReused && node.status === 'success')
    const stamps = built.length > 0 ? await relationStamps(this.#warehouse, opened) : undefined
    const ends = new Map(result.nodes.map((node) => [node.uniqueId, endOf(node, stamps?.get(node.uniqueId))]))
    const records = this.#reuse.recordsAfter(ends)
    if (records.size === 0) return
    const texts = new Map([...records].map(([id, record]) => [this.#subjects.get(id)!, writeRecord(record)]))
    await writeRecords(this.#warehouse, { ...opened.target, existing }, { runId, at: startedAt, records: texts })
  }
}

/** Reads what is recorded, and decides. */
export async function reuseRun(input: ReuseRunInput, warehouse: Warehouse): Promise<ReuseRun> {
  const { opened, selected, seedRows, existing, fullRefresh, isForced, runId } = input
  const { project, relations } = opened
  const nodes = new Map(project.nodes.map((node) => [node.uniqueId, node]))
  const subjects = subjectsOf(opened)
  const texts = await readRecords(warehouse, opened.target, existing)
  const records = new Map(
    project.nodes.flatMap(({ uniqueId }) => {
      const text = texts.get(subjects.get(uniqueId)!)
      const record = text === undefined ? undefined : readRecord(text)
      return record ? [[uniqueId, record] as const] : []
    }),
  )
  const forms = exactForms(await openedForms(opened, rightForms), nodes, { opened, seedRows })
  const stamps = await relationStamps(warehouse, opened)
  const sources = project.nodes.filter(({ resourceType }) => resourceType === 'source')
  // Another project may build what is a source here: its runs are kerros' own, and leave the stamp.
  for (const { uniqueId } of sources) {
    const stamp = stamps.get(uniqueId)
    const place = relationKey(relations.get(uniqueId)!)
    if (stamp !== undefined) stamps.set(uniqueId, `${place} ${stamp} ${records.get(uniqueId)?.runId ?? ''}`)
  }
  const reuse = new Reuse({
    lineage: projectLineage(project).nodes,
    forms,
    facts: (id) => reuseFacts(nodes.get(id)!, { targeted: opened, existing, fullRefresh }),
    selected,
    // Only places are described that the run writes to. What is not there has no stamp.
    exists: (id) => (selected.has(id) ? existsAs(nodes.get(id)!, input) : stamps.has(id)),
    records,
    stamps,
    isForced: isForced || fullRefresh,
    runId,
    kerrosVersion: await ownVersion(),
    digest: shortDigest,
  })
  return new ReuseRun(input, warehouse, reuse, { subjects, records })
}

/** What each node is called where it is recorded: by its relation; a test by the place that it is asked in. */
function subjectsOf({ relations, target, project }: OpenProject): ReadonlyMap<string, string> {
  const place = [target.database.toLowerCase(), target.schema.toLowerCase()]
  return new Map(
    project.nodes.map(({ uniqueId, resourceType }) => {
      const relation = resourceType === 'test' ? undefined : relations.get(uniqueId)
      return [uniqueId, relation ? relationKey(relation) : JSON.stringify([...place, resourceType, uniqueId])]
    }),
  )
}

function existsAs(node: ProjectNode, { existing, opened }: ReuseRunInput): boolean {
  const relation = opened.relations.get(node.uniqueId)
  if (!relation || !isBuildable(node)) return false
  const found = existing.relations.get(relationKey(relation))
  return found?.type === node.definition.materialization.relationType
}

function endOf(node: NodeResult, stamp: string | undefined): NodeEnd {
  const { status, isReused, hasChangedRows, failures } = node
  // A test that a threshold lets pass says how many rows fail: it is asked again for that.
  const isWell = status === 'success' || (status === 'pass' && !failures)
  const isBegun = status !== 'skipped' && (status !== 'cancelled' || node.statements.length > 0)
  const kind = isWell ? (isReused ? 'reused' : 'built') : isBegun ? 'failed' : 'untouched'
  return { kind, hasChangedRows, stamp }
}
