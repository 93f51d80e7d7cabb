import type { NodeLineage } from '../../lineage/node-lineage.js'
import { isDefinitionOnly, relationTraits } from '../../relations/relation-traits.js'
import type { SameRows } from '../../steps/materialization.js'
import type { NodeForm } from '../node-form.js'
import type { BuildReason, Decision } from './decision.js'
import { KeyMaker, type NodeKey, RECORD_FORMAT, recordedVersion, type VersionOf } from './node-key.js'
import { PartReader } from './read-parts.js'
import { recordChanges } from './record-changes.js'
import type { ReuseRecord, Version } from './reuse-record.js'

/** What is known of a node besides its form. */
export interface ReuseFacts {
  /** Why it is always built; `undefined` when nothing says so. */
  readonly always: 'hooks' | 'dynamicTable' | 'microbatch' | 'storesFailures' | 'history' | undefined
  /** What another run over the same rows does to what keeps its rows: nothing, nothing after a run that built it whole, or that is not known. */
  readonly sameRows: SameRows | undefined
  /** Whether this run builds it from all rows, although it keeps them otherwise. */
  readonly isBuiltWhole: boolean
}

/** What is known before a run. */
export interface ReuseInput {
  /** Each after those that it reads. */
  readonly lineage: readonly NodeLineage[]
  readonly forms: ReadonlyMap<string, NodeForm>
  facts(uniqueId: string): ReuseFacts
  readonly selected: ReadonlySet<string>
  /** Whether its relation is there, and of its type. */
  exists(uniqueId: string): boolean
  readonly records: ReadonlyMap<string, ReuseRecord>
  /** Stamps of sources and of what is built. */
  readonly stamps: ReadonlyMap<string, string>
  /** Whether everything is built anyway. */
  readonly isForced: boolean
  readonly runId: string
  /** The version of kerros: another one may build other rows of the same code. */
  readonly kerrosVersion: string
  digest(text: string): string
}

/** How a node ended. */
export interface NodeEnd {
  /** `untouched`: it was not begun, and is what it was before. */
  readonly kind: 'reused' | 'built' | 'failed' | 'untouched'
  /** Whether a run changed a row of what keeps its rows, or may have. */
  readonly hasChangedRows: boolean
  /** The stamp of its relation after the run. */
  readonly stamp: string | undefined
}

/** The decisions of a run, and what is recorded after it. */
export class Reuse {
  /** What is done about each selected node that is built or tested. */
  readonly decisions: ReadonlyMap<string, Decision>
  readonly #input: ReuseInput
  readonly #keys: KeyMaker
  /** What a record has to be of. */
  readonly #format: string
  /** The nodes whose runs may change rows that they keep, and with them what a node has: as far as it hangs on any. */
  readonly #roots = new Map<string, ReadonlySet<string>>()

  constructor(input: ReuseInput) {
    this.#input = input
    this.#format = `${RECORD_FORMAT} ${input.kerrosVersion}`
    this.#keys = new KeyMaker(new PartReader(input.lineage, input.forms), (text) => input.digest(text))
    this.decisions = this.#decide()
  }

  /** What is recorded of the nodes that a run was to build or test. */
  recordsAfter(ends: ReadonlyMap<string, NodeEnd>): ReadonlyMap<string, ReuseRecord> {
    const versions: KnownVersions = new Map()
    const records = new Map<string, ReuseRecord>()
    for (const form of this.#inOrder()) {
      const { uniqueId } = form
      const end = ends.get(uniqueId)
      if (this.#isUnbuilt(form)) {
        versions.set(uniqueId, this.#versionUnbuilt(form, versions))
        continue
      }
      if (!end || end.kind === 'untouched' || end.kind === 'failed') {
        const before = this.#input.records.get(uniqueId)
        if (end?.kind === 'untouched' && before) records.set(uniqueId, before)
        if (end?.kind === 'failed' && form.resourceType !== 'test') records.set(uniqueId, this.#failed(form))
        versions.set(uniqueId, end?.kind === 'untouched' ? this.#versionUnbuilt(form, versions) : undefined)
        continue
      }
      const version = this.#versionAfter(form, end, versions)
      versions.set(uniqueId, version && recordedVersion(version))
      if (this.decisions.get(uniqueId)?.kind === 'reuse') continue
      // What was left as it is has lost its record before the run, when that was not certain yet.
      const known = end.kind === 'reused' ? this.#input.records.get(uniqueId) : undefined
      const record = known ?? this.#recordOf(form, end, version, versions)
      if (record) records.set(uniqueId, record)
    }
    return records
  }

  #decide(): ReadonlyMap<string, Decision> {
    const versions: KnownVersions = new Map()
    const decisions = new Map<string, Decision>()
    for (const form of this.#inOrder()) {
      const { uniqueId } = form
      if (this.#isUnbuilt(form)) {
        versions.set(uniqueId, this.#versionUnbuilt(form, versions))
        if (isView(form)) this.#roots.set(uniqueId, this.#rootsOf(form))
        continue
      }
      const roots = this.#rootsOf(form)
      const decision = this.#decision(form, versions, roots)
      decisions.set(uniqueId, decision)
      if (form.resourceType === 'test') continue
      versions.set(uniqueId, this.#versionPlanned(form, decision, versions))
      const isRoot = decision.kind === 'build' && this.#goesOn(form)
      this.#roots.set(uniqueId, isRoot ? new Set([uniqueId]) : roots)
    }
    return decisions
  }

  #isUnbuilt({ uniqueId, resourceType }: NodeForm): boolean {
    return resourceType === 'source' || !this.#input.selected.has(uniqueId)
  }

  #rootsOf(form: NodeForm): ReadonlySet<string> {
    const { rows, columns, whole } = this.#keys.readsOf(form)
    return new Set([...rows, ...columns.keys(), ...whole].flatMap((id) => [...(this.#roots.get(id) ?? [])]))
  }

  /** Sources, what is built, and tests: what has rows, or asks for them. */
  *#inOrder(): Iterable<NodeForm> {
    for (const { uniqueId, resourceType } of this.#input.lineage) {
      const form = this.#input.forms.get(uniqueId)
      if (form && (resourceType === 'source' || resourceType === 'test' || form.relationType !== undefined)) yield form
    }
  }

  #decision(form: NodeForm, versions: KnownVersions, roots: ReadonlySet<string>): Decision {
    const record = this.#input.records.get(form.uniqueId)
    const reason = this.#always(form) ?? this.#wrongRecord(form, record)
    if (reason) return build(reason)
    if (isView(form)) {
      const now = this.#keys.viewKey(form)
      return now.key === record!.key ? { kind: 'reuse' } : { kind: 'build', reasons: recordChanges(record!, now) }
    }
    const of = (id: string): VersionOf | undefined => versions.get(id)
    const unknown = this.#keys.unknownReads(form, of)
    if (unknown.length > 0) return { kind: 'build', reasons: unknown.map((node) => ({ code: 'unknownInput', node })) }
    const now = this.#keys.keyOf(form, of)
    if (now.key !== record!.key) return { kind: 'build', reasons: recordChanges(record!, now) }
    if (form.keepsRows && !record!.isSettled) return build({ code: 'unsettled' })
    return roots.size > 0 ? { kind: 'unlessChanged', nodes: [...roots] } : { kind: 'reuse' }
  }

  /** What speaks against any record. */
  #always(form: NodeForm): BuildReason | undefined {
    if (this.#input.isForced) return { code: 'forced' }
    const doubt = this.#doubt(form)
    // The engine calls what a view calls when the view is read. The time of the run is part of its text.
    return isView(form) && (doubt?.code === 'rawSql' || doubt?.code === 'unknownFunction') ? undefined : doubt
  }

  /** Why its result is never known without running it. */
  #doubt({ uniqueId, doubt, columns, query, resourceType }: NodeForm): BuildReason | undefined {
    const { always } = this.#input.facts(uniqueId)
    if (always) return { code: always }
    if (doubt) return doubt
    const isHidden = resourceType === 'test' ? query === undefined : columns === undefined
    return isHidden ? { code: 'unknownColumns' } : undefined
  }

  #wrongRecord(form: NodeForm, record: ReuseRecord | undefined): BuildReason | undefined {
    const { uniqueId, resourceType } = form
    if (!record || record.isFailed) return { code: 'noRecord' }
    if (record.format !== this.#format) return { code: 'otherVersion' }
    if (resourceType === 'test') return undefined
    if (!this.#input.exists(uniqueId)) return { code: 'missing' }
    return this.#isUntouched(form, record) ? undefined : { code: 'touched' }
  }

  #isUntouched({ uniqueId }: NodeForm, record: ReuseRecord): boolean {
    return record.stamp !== undefined && this.#input.stamps.get(uniqueId) === record.stamp
  }

  /** What a node has that this run does not build. */
  #versionUnbuilt(form: NodeForm, versions: KnownVersions): VersionOf | undefined {
    const { uniqueId, resourceType } = form
    if (resourceType === 'test') return undefined
    if (resourceType === 'source') return this.#versionOfSource(form)
    const record = this.#input.records.get(uniqueId)
    if (!record?.version || this.#wrongRecord(form, record)) return undefined
    if (isRefreshed(form)) return undefined
    if (this.#isStored(form)) return recordedVersion(record.version)
    // A view has what its query gives today: of another query than today's, nothing is known.
    if (JSON.stringify(this.#keys.codeOf(form)) !== JSON.stringify(record.code)) return undefined
    const version = this.#versionOf(form, versions)
    return version && recordedVersion(version)
  }

  #versionOfSource({ uniqueId, columns = [] }: NodeForm): VersionOf | undefined {
    const stamp = this.#input.stamps.get(uniqueId)
    if (stamp === undefined) return undefined
    const types = new Map(columns.map(({ name, type, isNullable }) => [name, `${type}${isNullable ? ' null' : ''}`]))
    return {
      rows: stamp,
      column: (name) => JSON.stringify([stamp, types.get(name) ?? '']),
      all: JSON.stringify([stamp, [...types]]),
    }
  }

  /** What a node is expected to have after the run, if what may change does not. */
  #versionPlanned(form: NodeForm, decision: Decision, versions: KnownVersions): VersionOf | undefined {
    const record = this.#input.records.get(form.uniqueId)
    if (decision.kind !== 'build' && this.#isStored(form)) return recordedVersion(record!.version!)
    if (form.keepsRows && this.#goesOn(form)) return recordedVersion(record!.version!)
    const version = this.#versionBuilt(form, versions)
    return version && recordedVersion(version)
  }

  /** What a node has after the run. */
  #versionAfter(form: NodeForm, { kind, hasChangedRows }: NodeEnd, versions: KnownVersions): Version | undefined {
    const record = this.#input.records.get(form.uniqueId)
    if (kind === 'reused' && this.#isStored(form)) return record?.version
    if (form.keepsRows && !hasChangedRows && this.#goesOn(form)) return record?.version
    return this.#versionBuilt(form, versions)
  }

  #isStored({ relationType }: NodeForm): boolean {
    return relationType !== undefined && relationTraits[relationType].hasRetention
  }

  /** Whether a run of what keeps its rows leaves it as it is recorded unless it changes a row. */
  #goesOn(form: NodeForm): boolean {
    const { uniqueId, keepsRows } = form
    const record = this.#input.records.get(uniqueId)
    if (!keepsRows || !record?.version || this.#wrongRecord(form, record)) return false
    if (this.#input.facts(uniqueId).isBuiltWhole) return false
    const names = (columns: ReuseRecord['code']['columns']): string =>
      JSON.stringify(columns.map(([name, type]) => [name, type]))
    return names(this.#keys.codeOf(form).columns) === names(record.code.columns)
  }

  /** What a node has that this run builds; `undefined` where that is not known. */
  #versionBuilt(form: NodeForm, versions: KnownVersions): Version | undefined {
    const computed = form.keepsRows ? undefined : this.#versionOf(form, versions)
    // A view has other rows tomorrow if its query is a function of more than rows; a table has those of this run.
    if (computed || !this.#isStored(form) || isRefreshed(form)) return computed
    const token = this.#input.digest(JSON.stringify(['run', this.#input.runId, form.uniqueId]))
    return { rows: token, columns: Object.fromEntries((form.columns ?? []).map(({ name }) => [name, token])) }
  }

  /** What a node has whose query is run over what it reads; `undefined` where that does not say it. */
  #versionOf(form: NodeForm, versions: KnownVersions): Version | undefined {
    return this.#keyOf(form, versions)?.version
  }

  #keyOf(form: NodeForm, versions: KnownVersions): NodeKey | undefined {
    const of = (id: string): VersionOf | undefined => versions.get(id)
    if (this.#doubt(form) || this.#keys.unknownReads(form, of).length > 0) return undefined
    return this.#keys.keyOf(form, of)
  }

  /** Others of the target may ask whether a run has changed its relation. */
  #failed(form: NodeForm): ReuseRecord {
    const { runId } = this.#input
    const nothing = { key: '', reads: {}, version: undefined, stamp: undefined, isSettled: false }
    return { format: this.#format, ...nothing, code: this.#keys.codeOf(form), isFailed: true, runId }
  }

  /** The record of a node that was built, or of a test that has passed. */
  #recordOf(
    form: NodeForm,
    { stamp, hasChangedRows }: NodeEnd,
    version: Version | undefined,
    versions: KnownVersions,
  ): ReuseRecord | undefined {
    const made = isView(form) ? this.#keys.viewKey(form) : this.#keyOf(form, versions)
    if (!made && (form.resourceType === 'test' || !version)) return undefined
    const { sameRows, isBuiltWhole } = this.#input.facts(form.uniqueId)
    return {
      format: this.#format,
      // What is built in any case is recorded for what reads it.
      key: made?.key ?? '',
      code: made?.code ?? this.#keys.codeOf(form),
      reads: made?.reads ?? {},
      version,
      stamp,
      isSettled:
        !form.keepsRows ||
        sameRows === 'kept' ||
        (isBuiltWhole ? sameRows === 'keptAfterWhole' : !hasChangedRows && sameRows !== 'neverKnown'),
      runId: this.#input.runId,
    }
  }
}

type KnownVersions = Map<string, VersionOf | undefined>

/** What has other rows as soon as what it reads has. */
function isView({ relationType }: NodeForm): boolean {
  return isDefinitionOnly(relationType)
}

function isRefreshed({ relationType }: NodeForm): boolean {
  return relationType !== undefined && relationTraits[relationType].isRefreshed
}

function build(reason: BuildReason): Decision {
  return { kind: 'build', reasons: [reason] }
}
