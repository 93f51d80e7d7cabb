/** An event of OpenLineage: a job's run has begun or ended, with the tables that it reads and writes. */
export interface OpenLineageEvent {
  readonly eventType: 'START' | 'COMPLETE' | 'FAIL' | 'ABORT'
  /** ISO 8601, in UTC. */
  readonly eventTime: string
  readonly run: { readonly runId: string; readonly facets: Facets }
  readonly job: JobName & { readonly facets: Facets }
  readonly inputs: readonly OpenLineageDataset[]
  readonly outputs: readonly OpenLineageDataset[]
  readonly producer: string
  readonly schemaURL: string
}

/** A job's name, unique in its namespace. */
export interface JobName {
  readonly namespace: string
  readonly name: string
}

/** A run, by its id, a UUID, and its job. */
export interface JobRun {
  readonly runId: string
  readonly job: JobName
}

/** A table, with what is known of it. */
export interface OpenLineageDataset extends DatasetName {
  readonly facets: Facets
  readonly inputFacets?: Facets
  readonly outputFacets?: Facets
}

/** A table's name, unique in its namespace, which says where it is. */
export interface DatasetName {
  readonly namespace: string
  readonly name: string
}

/** What is said in addition, each facet by its name. */
export type Facets = { readonly [name: string]: Facet }

/** A facet: what it says, who says it, and the schema of it. */
export interface Facet {
  readonly _producer: string
  readonly _schemaURL: string
  readonly [field: string]: unknown
}
