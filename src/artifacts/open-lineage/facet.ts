import type { Facet } from './open-lineage-event.js'

/** The specification that events follow. */
export const EVENT_SCHEMA = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'

/** The versions of the facets, by their names in the specification. */
const VERSIONS = {
  ColumnLineageDatasetFacet: '1-2-0',
  DataQualityAssertionsDatasetFacet: '1-1-0',
  DatasourceDatasetFacet: '1-0-1',
  DocumentationDatasetFacet: '1-1-0',
  DocumentationJobFacet: '1-1-0',
  ErrorMessageRunFacet: '1-0-1',
  ExternalQueryRunFacet: '1-0-2',
  JobTypeJobFacet: '2-0-4',
  NominalTimeRunFacet: '1-0-1',
  OutputStatisticsOutputDatasetFacet: '1-0-2',
  ParentRunFacet: '1-2-0',
  ProcessingEngineRunFacet: '1-1-1',
  SQLJobFacet: '1-1-0',
  SchemaDatasetFacet: '1-2-0',
  TagsJobFacet: '1-0-0',
  TestRunFacet: '1-0-1',
} as const

/** The producer of events: this version of kerros. */
export function producerOf(kerrosVersion: string): string {
  return `https://github.com/kerros-data/kerros/tree/v${kerrosVersion}`
}

/** Makes facets for one producer. */
export type MakeFacet = (name: keyof typeof VERSIONS, content: { readonly [field: string]: unknown }) => Facet

/** Makes facets that say who produced them. */
export function facetsOf(producer: string): MakeFacet {
  return (name, content) => ({
    _producer: producer,
    _schemaURL: `https://openlineage.io/spec/facets/${VERSIONS[name]}/${name}.json#/$defs/${name}`,
    ...content,
  })
}
