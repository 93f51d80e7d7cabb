import type { ArtifactColumn, ArtifactNode } from '../artifact-project.js'

/** A column of a manifest's node. */
export interface ManifestColumn {
  readonly name: string
  readonly description: string
  readonly data_type: string | null
  readonly meta: { readonly [key: string]: unknown }
  readonly constraints: readonly object[]
  readonly quote: boolean | null
  readonly tags: readonly string[]
}

/** With the fields that are NULL, too: readers ask for them. */
const NOT_NULL = {
  type: 'not_null',
  name: null,
  expression: null,
  warn_unenforced: true,
  warn_unsupported: true,
  to: null,
  to_columns: [],
}

/** The columns of a node by their names; none where raw SQL hides them. */
export function manifestColumns({ columns = [] }: ArtifactNode): { readonly [name: string]: ManifestColumn } {
  return Object.fromEntries(columns.map((column) => [column.name, manifestColumn(column)]))
}

function manifestColumn(column: ArtifactColumn): ManifestColumn {
  const { name, type, description, descriptionFrom, isNullable, madeOf, decidedBy, isOpaque } = column
  const kerros = {
    ...(madeOf && madeOf.length > 0 && { made_of: madeOf }),
    ...(decidedBy && decidedBy.length > 0 && { decided_by: decidedBy }),
    ...(isOpaque && { is_opaque: true }),
  }
  return {
    name,
    description: description ?? '',
    data_type: type ?? null,
    meta: {
      // Tools show `meta`, so a reader sees that the sentence was written for another column.
      ...(descriptionFrom !== undefined && { description_from: descriptionFrom }),
      ...(Object.keys(kerros).length > 0 && { kerros }),
    },
    constraints: isNullable === false ? [NOT_NULL] : [],
    quote: null,
    tags: [],
  }
}
