import type { DatasetNaming } from '../../core/ports/target.js'
import { isRelationNode } from '../../core/project/nodes/node.js'
import type { ArtifactNode, ArtifactProject } from '../artifact-project.js'
import { columnLineageFacet } from './column-lineage-facet.js'
import type { MakeFacet } from './facet.js'
import type { DatasetName, Facets, OpenLineageDataset } from './open-lineage-event.js'
import type { TableLineage } from './table-lineage.js'

/** The tables of a project as OpenLineage describes them. */
export class Datasets {
  readonly #nodes: ReadonlyMap<string, ArtifactNode>
  readonly #naming: DatasetNaming
  readonly #facet: MakeFacet

  constructor({ nodes }: ArtifactProject, naming: DatasetNaming, facet: MakeFacet) {
    this.#nodes = new Map(nodes.map((each) => [each.node.uniqueId, each]))
    this.#naming = naming
    this.#facet = facet
  }

  /** The table of a node; `undefined` for what leaves none. */
  nameOf(uniqueId: string): DatasetName | undefined {
    const described = this.#nodes.get(uniqueId)
    const relation = described && isRelationNode(described.node) ? described.relation : undefined
    return relation && { namespace: this.#naming.namespace, name: this.#naming.nameOf(relation) }
  }

  /** A table by its name alone: for what has only begun. */
  named(uniqueId: string): readonly OpenLineageDataset[] {
    const name = this.nameOf(uniqueId)
    return name ? [{ ...name, facets: {} }] : []
  }

  /** A table with what is known of it. */
  described(uniqueId: string, lineage?: TableLineage): readonly OpenLineageDataset[] {
    const name = this.nameOf(uniqueId)
    const described = this.#nodes.get(uniqueId)
    return name && described ? [{ ...name, facets: this.#facets(described, name, lineage) }] : []
  }

  #facets({ node, columns }: ArtifactNode, name: DatasetName, lineage: TableLineage | undefined): Facets {
    const { description } = node
    return {
      dataSource: this.#facet('DatasourceDatasetFacet', { name: name.namespace, uri: name.namespace }),
      ...(columns &&
        isRelationNode(node) && { schema: this.#facet('SchemaDatasetFacet', { fields: fieldsOf(columns) }) }),
      ...(description && { documentation: this.#facet('DocumentationDatasetFacet', { description }) }),
      ...(lineage && {
        columnLineage: this.#facet(
          'ColumnLineageDatasetFacet',
          columnLineageFacet(lineage, (id) => this.nameOf(id)),
        ),
      }),
    }
  }
}

function fieldsOf(columns: NonNullable<ArtifactNode['columns']>): readonly object[] {
  return columns.map(({ name, type, description }, index) => ({
    name,
    ...(type && { type }),
    ...(description && { description }),
    ordinal_position: index + 1,
  }))
}
