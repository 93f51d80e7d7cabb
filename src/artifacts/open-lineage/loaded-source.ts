import type { MakeFacet } from './facet.js'
import type { DatasetName, Facet, OpenLineageDataset } from './open-lineage-event.js'

/** A source's table that a load fills, and the files that it is filled from. */
export interface LoadedSource {
  readonly uniqueId: string
  readonly files: readonly DatasetName[]
  /** The fields of the files, by the columns that get them. */
  readonly fields: ReadonlyMap<string, string>
}

/** The files of a load as OpenLineage describes them. */
export function fileDatasets({ files, fields }: LoadedSource, facet: MakeFacet): readonly OpenLineageDataset[] {
  const columns = [...fields.values()].map((name, index) => ({ name, ordinal_position: index + 1 }))
  return files.map(({ namespace, name }) => ({
    namespace,
    name,
    facets: {
      dataSource: facet('DatasourceDatasetFacet', { name: namespace, uri: namespace }),
      schema: facet('SchemaDatasetFacet', { fields: columns }),
    },
  }))
}

/** The facet `columnLineage` of a table that is loaded: each column is a field of each of its files. */
export function loadedColumns({ files, fields }: LoadedSource, facet: MakeFacet): Facet {
  const transformation = { type: 'DIRECT', subtype: 'IDENTITY', description: 'loaded', masking: false }
  const inputs = [...fields].map(([column, field]) => {
    const inputFields = files.map((file) => ({ ...file, field, transformations: [transformation] }))
    return [column, { inputFields }] as const
  })
  return facet('ColumnLineageDatasetFacet', { fields: Object.fromEntries(inputs), dataset: [] })
}
