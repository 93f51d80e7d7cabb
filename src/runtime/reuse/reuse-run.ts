import { createHash } from 'node:crypto'
import { type Diagnostic, isKerrosError } from '../../core/errors/index.js'
import { projectLineage } from '../../core/lineage/project-lineage.js'
import type { StampedRelation, Warehouse } from '../../core/ports/warehouse.js'
import { isAudited } from '../../core/project/nodes/is-audited.js'
import { type BuildableNode, isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import { type DescribedSchemas, type Relation, relationKey } from '../../core/relations/relation.js'
import { relationTraits } from '../../core/relations/relation-traits.js'
import type { NodeResult, RunResult } from '../../core/result/run-result.js'
import { type NodeForm, rightForms } from '../../core/state/node-form.js'
import { type NodeEnd, Reuse } from '../../core/state/reuse/decide-reuse.js'
import type { Decision } from '../../core/state/reuse/decision.js'
import { type ReuseRecord, readRecord, writeRecord } from '../../core/state/reuse/reuse-record.js'
import type { SeedRow } from '../../core/steps/materialization.js'
import { ownVersion } from '../files/own-version.js'
import { openedForms } from '../forms/opened-forms.js'
import type { OpenProject } from '../open/open-project.js'
import { digestOf } from '../state/digest-of.js'
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
  readonly #input: ReuseRunInput
  readonly #warehouse: Warehouse
  readonly #reuse: Reuse
  readonly #records: ReadonlyMap<string, ReuseRecord>

  constructor(input: ReuseRunInput, warehouse: Warehouse, reuse: Reuse, records: ReadonlyMap<string, ReuseRecord>) {
    this.#input = input
    this.#warehouse = warehouse
    this.#reuse = reuse
    this.#records = records
  }

  /** What is done about every selected node. */
  get decisions(): ReadonlyMap<string, Decision> {
    const nodes = new Map(this.#input.opened.project.nodes.map((node) => [node.uniqueId, node]))
    return new Map(
      [...this.#reuse.decisions].map(([id, decision]) => {
        const isHeld = decision.kind === 'unlessChanged' && isAuditedNode(nodes.get(id)!)
        return [id, isHeld ? { kind: 'build', reasons: [{ code: 'audited' }] } : decision]
      }),
    )
  }

  /** Takes away the records of what the run may change: if it ends without a word, nothing is known of that. */
  async forget(): Promise<void> {
    const { opened, selected } = this.#input
    const { decisions } = this
    const subjects = [...selected].filter((id) => decisions.get(id)?.kind !== 'reuse' && this.#records.has(id))
    if (subjects.length === 0) return
    await forgetRecords(
      this.#warehouse,
      opened.target,
      subjects.map((id) => subjectOf(id, opened)),
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
    // Asked of all, as before the run, so that stamps are made of the same.
    const stamps = built.length > 0 ? await stampsOf([...opened.relations.keys()], this.#warehouse, opened) : undefined
    const ends = new Map(result.nodes.map((node) => [node.uniqueId, endOf(node, stamps?.get(node.uniqueId))]))
    const records = this.#reuse.recordsAfter(ends)
    if (records.size === 0) return
    const texts = new Map([...records].map(([id, record]) => [subjectOf(id, opened), writeRecord(record)]))
    await writeRecords(this.#warehouse, { ...opened.target, existing }, { runId, at: startedAt, records: texts })
  }
}

/** Reads what is recorded, and decides. */
export async function reuseRun(input: ReuseRunInput, warehouse: Warehouse): Promise<ReuseRun> {
  const { opened, selected, seedRows, existing, fullRefresh, isForced, runId } = input
  const { project, relations } = opened
  const texts = await readRecords(warehouse, opened.target, existing)
  const records = new Map(
    project.nodes.flatMap(({ uniqueId }) => {
      const text = texts.get(subjectOf(uniqueId, opened))
      const record = text === undefined ? undefined : readRecord(text)
      return record ? [[uniqueId, record] as const] : []
    }),
  )
  const forms = exactForms(await openedForms(opened, rightForms), { opened, seedRows })
  const stamps = await stampsOf([...relations.keys()], warehouse, opened)
  const sources = project.nodes.filter(({ resourceType }) => resourceType === 'source')
  // Another project may build what is a source here: its runs are kerros' own, and leave the stamp.
  for (const { uniqueId } of sources) {
    const stamp = stamps.get(uniqueId)
    const place = relationKey(relations.get(uniqueId)!)
    if (stamp !== undefined) stamps.set(uniqueId, `${place} ${stamp} ${records.get(uniqueId)?.runId ?? ''}`)
  }
  const nodes = new Map(project.nodes.map((node) => [node.uniqueId, node]))
  const reuse = new Reuse({
    lineage: projectLineage(project).nodes,
    forms,
    facts: (id) => reuseFacts(nodes.get(id)!, { targeted: opened, existing, fullRefresh }),
    selected,
    exists: (id) => existsAs(nodes.get(id)!, input),
    records,
    stamps,
    isForced: isForced || fullRefresh,
    runId,
    kerrosVersion: await ownVersion(),
    digest: (text) => createHash('sha256').update(text).digest('base64url').slice(0, 16),
  })
  return new ReuseRun(input, warehouse, reuse, records)
}

/** What a node is called where it is recorded: by its relation; a test by the place that it is asked in. */
function subjectOf(uniqueId: string, { relations, target, project }: OpenProject): string {
  const relation = relations.get(uniqueId)
  const isTest = project.nodes.some((node) => node.uniqueId === uniqueId && node.resourceType === 'test')
  if (relation && !isTest) return relationKey(relation)
  return JSON.stringify([target.database.toLowerCase(), target.schema.toLowerCase(), 'test', uniqueId])
}

function existsAs(node: ProjectNode, { existing, opened }: ReuseRunInput): boolean {
  const relation = opened.relations.get(node.uniqueId)
  if (!relation || !isBuildable(node)) return false
  const found = existing.relations.get(relationKey(relation))
  return found?.type === node.definition.materialization.relationType
}

function isAuditedNode(node: ProjectNode): boolean {
  return isBuildable(node) && isAudited(node)
}

async function stampsOf(
  ids: readonly string[],
  warehouse: Warehouse,
  { relations, project }: OpenProject,
): Promise<Map<string, string>> {
  const nodes = new Map(project.nodes.map((node) => [node.uniqueId, node]))
  const asked = ids.flatMap((id) => {
    const relation = relations.get(id)
    const node = nodes.get(id)
    if (!relation || !node || node.resourceType === 'test') return []
    return [{ id, relation: stampedRelation(node, relation) }]
  })
  if (asked.length === 0 || !warehouse.stamps) return new Map()
  const stamps = await warehouse.stamps(asked.map(({ relation }) => relation))
  return new Map(
    asked.flatMap(({ id, relation }) => {
      const stamp = stamps.get(relationKey(relation))
      return stamp === undefined ? [] : [[id, stamp]]
    }),
  )
}

function stampedRelation(node: ProjectNode, relation: Relation): StampedRelation {
  const loadedAs = node.resourceType === 'source' && node.load ? `${node.sourceName}.${node.name}` : undefined
  const type = isBuildable(node) ? node.definition.materialization.relationType : undefined
  const isDefinition = type !== undefined && !relationTraits[type].hasRetention
  return { ...relation, loadedAs, isDefinition }
}

/** The forms with all that a build leaves: the rows of seeds as they are stored, and descriptions where the warehouse gets them. */
function exactForms(
  forms: ReadonlyMap<string, NodeForm>,
  { opened, seedRows }: Pick<ReuseRunInput, 'opened' | 'seedRows'>,
): ReadonlyMap<string, NodeForm> {
  const exact = new Map(forms)
  const nodes = new Map(opened.project.nodes.map((node) => [node.uniqueId, node]))
  for (const node of opened.project.nodes) {
    const form = forms.get(node.uniqueId)
    if (!form || !isBuildable(node)) continue
    const { ofRows, ofStorage } = form.settings
    const rows = seedRows.get(node.uniqueId)
    const { relationType } = form
    // A view keeps the names of the relations that it reads.
    const isDefinition = relationType !== undefined && !relationTraits[relationType].hasRetention
    const settings = {
      ofRows: { ...ofRows, ...(rows && { rows: digestOf(rows) }) },
      ofStorage: {
        ...ofStorage,
        ...(node.options.persistDocs && { descriptions: descriptionsOf(node) }),
        ...(isDefinition && { relations: digestOf(relationsRead(node, nodes, opened)) }),
      },
    }
    exact.set(node.uniqueId, { ...form, settings })
  }
  return exact
}

/** Where the relations are that the query of a node names, those in its ephemeral models included. */
function relationsRead(
  node: ProjectNode,
  nodes: ReadonlyMap<string, ProjectNode>,
  { relations }: OpenProject,
): readonly (readonly [uniqueId: string, place: string])[] {
  const found = new Map<string, string>()
  const seen = new Set<string>()
  const waiting = [...node.dependsOn]
  for (const id of waiting) {
    if (seen.has(id)) continue
    seen.add(id)
    const read = nodes.get(id)
    const relation = relations.get(id)
    const isInlined = read && isBuildable(read) && read.definition.materialization.relationType === undefined
    if (isInlined) waiting.push(...read.dependsOn)
    else if (relation) found.set(id, relationKey(relation))
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1))
}

function descriptionsOf({ options: { description, columns } }: BuildableNode): string {
  const entries = Object.entries((columns ?? {}) as { readonly [name: string]: { readonly description?: string } })
  return digestOf([description, entries.map(([name, about]) => [name, about?.description])])
}

function endOf(node: NodeResult, stamp: string | undefined): NodeEnd {
  const { status, isReused, hasChangedRows, failures } = node
  // A test that a threshold lets pass says how many rows fail: it is asked again for that.
  const isWell = status === 'success' || (status === 'pass' && !failures)
  const isBegun = status !== 'skipped' && (status !== 'cancelled' || node.statements.length > 0)
  const kind = isWell ? (isReused ? 'reused' : 'built') : isBegun ? 'failed' : 'untouched'
  return { kind, hasChangedRows, stamp }
}
