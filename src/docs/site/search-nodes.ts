import MiniSearch from 'minisearch'
import { site } from './data.js'

/** A node that was found, and what of it. */
export interface Hit {
  readonly id: string
  readonly terms: readonly string[]
}

/** Made when it is first needed: it takes longer than showing a page. */
let index: MiniSearch | undefined

function searchIndex(): MiniSearch {
  if (index) return index
  index = new MiniSearch({
    fields: ['name', 'columns', 'description', 'tags', 'code', 'sql'],
    tokenize: (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [],
    searchOptions: {
      boost: { name: 8, columns: 4, tags: 3, description: 2 },
      prefix: true,
      fuzzy: 0.15,
      combineWith: 'AND',
    },
  })
  index.addAll(
    site.nodes.map(({ id, name, columns, description, tags, code, sql }) => ({
      id,
      name,
      columns: columns.map((column) => `${column.name} ${column.description}`).join(' '),
      description,
      tags: tags.join(' '),
      code,
      sql: sql ?? '',
    })),
  )
  return index
}

/** Nodes whose name, columns, description, tags, TypeScript or SQL have all the words, best first. */
export function searchNodes(text: string): readonly Hit[] {
  if (text.trim() === '') return []
  return searchIndex()
    .search(text)
    .map(({ id, terms }) => ({ id: id as string, terms }))
}
