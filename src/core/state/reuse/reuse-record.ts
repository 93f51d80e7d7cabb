import type { NodeSettings } from '../node-form.js'

/**
 * How records are made. Raise it when the same node gets another key than before: then what an older version has recorded is not
 * compared, and everything is built once.
 */
export const REUSE_FORMAT = 1

/** The version of what a relation has, as far as it is distinguished: equal ones mean the same rows, and the same values of a column. */
export interface Version {
  /** Of which rows there are. */
  readonly rows: string
  /** Of each column, its rows included. */
  readonly columns: { readonly [column: string]: string }
}

/** The versions of what a node has read: of the relations whose rows count, of columns, or of all that raw SQL may read. */
export type ReadVersions = { readonly [uniqueId: string]: Partial<Version> & { readonly all?: string } }

/** What a node is made of, apart from what it reads. */
export interface RecordedCode {
  readonly materialized: string | undefined
  readonly settings: NodeSettings
  /** A digest of what decides its rows. */
  readonly rows: string
  /** Its columns in order: the name, the type, and a digest of what it is made of. */
  readonly columns: readonly (readonly [name: string, type: string, made: string])[]
  /** Digests of the clauses that decide its rows, by what they are called. */
  readonly clauses: { readonly [clause: string]: string }
  /** A digest of the query of later runs; `undefined` for what has none. */
  readonly later: string | undefined
}

/** What is known of a node after a run that built or tested it: what a later run compares. */
export interface ReuseRecord {
  /** Of which {@link REUSE_FORMAT}, and of which format of forms. */
  readonly format: string
  /** A digest of all that decides the result. */
  readonly key: string
  readonly code: RecordedCode
  readonly reads: ReadVersions
  /** What it has, for what reads it; `undefined` for a test. */
  readonly version: Version | undefined
  /** The stamp of its relation after the run; `undefined` for a test, and for what has none. */
  readonly stamp: string | undefined
  /** Of what keeps its rows: whether another run over the same rows leaves it as it is. */
  readonly isSettled: boolean
  /** Whether a run has begun to build it, and did not end well: nothing else of the record counts. */
  readonly isFailed?: boolean
  /** The run that wrote it. */
  readonly runId: string
}

/** A record as text. */
export function writeRecord(record: ReuseRecord): string {
  return JSON.stringify(record)
}

/** A record from its JSON; `undefined` for anything else. What wrote it may be another version of kerros. */
export function readRecord(text: string): ReuseRecord | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'format' in value && 'key' in value
      ? (value as ReuseRecord)
      : undefined
  } catch {
    return undefined
  }
}
