import { FORM_FORMAT } from '../form/query-form.js'
import type { NodeForm } from '../node-form.js'
import { type Part, type PartReader, PartsDraft, type ReadParts, ROWS } from './read-parts.js'
import { REUSE_FORMAT, type ReadVersions, type RecordedCode, type Version } from './reuse-record.js'

/** What records are compared under: another version of kerros may make others of the same node. */
export const RECORD_FORMAT = `${REUSE_FORMAT}.${FORM_FORMAT}`

/** What a recorded version says. */
export function recordedVersion({ rows, columns }: Version): VersionOf {
  return {
    rows,
    column: (name) => (Object.hasOwn(columns, name) ? columns[name] : undefined),
    all: JSON.stringify([rows, columns]),
  }
}

/** The version of a relation, as its readers ask for it. */
export interface VersionOf {
  readonly rows: string
  /** `undefined` for a column that is not known. */
  column(name: string): string | undefined
  /** Of everything that it has. */
  readonly all: string
}

/** The versions of relations by unique id; `undefined` for what is not known. */
export type Versions = (uniqueId: string) => VersionOf | undefined

/** What decides the result of a node. */
export interface NodeKey {
  readonly key: string
  readonly code: RecordedCode
  readonly reads: ReadVersions
  /** What it has when its query is run; `undefined` for a test. */
  readonly version: Version | undefined
}

/** Makes the keys of nodes. */
export class KeyMaker {
  readonly #parts: PartReader
  readonly #digest: (text: string) => string

  constructor(parts: PartReader, digest: (text: string) => string) {
    this.#parts = parts
    this.#digest = digest
  }

  /** What a node is made of, apart from what it reads. */
  codeOf({ materialized, settings, columns = [], query, later }: NodeForm): RecordedCode {
    return {
      materialized,
      settings: { ofRows: inOrder(settings.ofRows), ofStorage: inOrder(settings.ofStorage) },
      rows: query?.rows ?? '',
      columns: columns.map(({ name, type, isNullable }) => [
        name,
        `${type}${isNullable ? ' null' : ''}`,
        query?.columns.get(name) ?? '',
      ]),
      clauses: Object.fromEntries(query?.clauses ?? []),
      later: later && this.#of('later', later.rows, [...later.columns]),
    }
  }

  /** All that a node reads. */
  readsOf({ uniqueId, columns = [], resourceType }: NodeForm): ReadParts {
    const all = new PartsDraft()
    all.addAll(this.#parts.of(uniqueId, ROWS))
    // A test counts rows; what they have does not matter.
    if (resourceType !== 'test') for (const { name } of columns) all.addAll(this.#parts.of(uniqueId, name))
    return all
  }

  /** Unique ids of what it reads that is not known: then it has no key. */
  unknownReads(form: NodeForm, versions: Versions): readonly string[] {
    const { rows, columns, whole } = this.readsOf(form)
    const ofColumns = [...columns].filter(([id, names]) => {
      const version = versions(id)
      return version === undefined || [...names].some((name) => version.column(name) === undefined)
    })
    const others = [...rows, ...whole].filter((id) => versions(id) === undefined)
    return [...new Set([...ofColumns.map(([id]) => id), ...others])]
  }

  /** What decides the result of a node. Everything that it reads has to be known. */
  keyOf(form: NodeForm, versions: Versions): NodeKey {
    const code = this.codeOf(form)
    const made = (part: Part): string => this.#madeOf(form.uniqueId, part, versions)
    const rows = this.#of('rows', code.settings.ofRows, code.rows, made(ROWS))
    const columns = code.columns.map(
      ([name, type, how]) => [name, this.#of('column', rows, type, how, made(name))] as const,
    )
    const key = this.#of('node', code.materialized ?? '', code.settings, code.later ?? '', rows, [
      ...code.columns.map(([name, type], i) => [name, type, columns[i]![1]]),
    ])
    return {
      key,
      code,
      reads: this.#readVersions(this.readsOf(form), versions),
      version: form.resourceType === 'test' ? undefined : { rows, columns: Object.fromEntries(columns) },
    }
  }

  /** What decides a view: not what it reads, which it shows as it is. */
  viewKey(form: NodeForm): NodeKey {
    const code = this.codeOf(form)
    return { key: this.#of('view', code), code, reads: {}, version: undefined }
  }

  #madeOf(uniqueId: string, part: Part, versions: Versions): string {
    const { rows, columns, whole } = this.#parts.of(uniqueId, part)
    return this.#of(
      sorted([...rows].map((id) => [id, versions(id)!.rows])),
      sorted([...columns].flatMap(([id, names]) => [...names].map((name) => [id, name, versions(id)!.column(name)!]))),
      sorted([...whole].map((id) => [id, versions(id)!.all])),
    )
  }

  #readVersions({ rows, columns, whole }: ReadParts, versions: Versions): ReadVersions {
    const ids = [...new Set([...rows, ...columns.keys(), ...whole])].sort()
    return Object.fromEntries(
      ids.map((id) => {
        const version = versions(id)!
        const names = [...(columns.get(id) ?? [])].sort()
        return [
          id,
          {
            ...(rows.has(id) && { rows: version.rows }),
            ...(whole.has(id) && { all: version.all }),
            ...(names.length > 0 && {
              columns: Object.fromEntries(names.map((name) => [name, version.column(name)!])),
            }),
          },
        ]
      }),
    )
  }

  #of(...parts: readonly unknown[]): string {
    return this.#digest(JSON.stringify(parts))
  }
}

function sorted(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.map((list) => JSON.stringify(list)).sort()
}

/** The order in which options are written says nothing. */
function inOrder(digests: { readonly [name: string]: string }): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(digests).sort(([one], [other]) => (one < other ? -1 : 1)))
}
