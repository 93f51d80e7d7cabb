import MiniSearch from 'minisearch'
import type { SitePage } from '../../site-data.js'
import { site } from './data.js'
import { type Section, sectionsOf } from './parse-markdown.js'

/** What was found: a node by its id, or a part of a page. */
export interface Hit {
  readonly id: string
  readonly section: FoundSection | undefined
}

/** A part of a page. */
export interface FoundSection {
  readonly page: SitePage
  readonly title: string
  readonly part: string
}

/** Made when it is first needed: it takes longer than showing a page. */
let index: SearchIndex | undefined

interface SearchIndex {
  readonly words: MiniSearch
  readonly sections: ReadonlyMap<string, FoundSection>
}

function searchIndex(): SearchIndex {
  if (index) return index
  const words = new MiniSearch({
    fields: ['name', 'columns', 'description', 'tags', 'code', 'sql'],
    tokenize: (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [],
    searchOptions: {
      boost: { name: 8, columns: 4, tags: 3, description: 2 },
      prefix: true,
      fuzzy: 0.15,
      combineWith: 'AND',
    },
  })
  words.addAll(
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
  const sections = new Map<string, FoundSection>()
  for (const page of site.pages)
    for (const { title, part, text } of partsOf(page)) {
      const id = `page ${sections.size}`
      sections.set(id, { page, title: title === '' ? page.title : title, part })
      words.add({ id, name: title === page.title ? title : `${page.title} ${title}`, description: text })
    }
  index = { words, sections }
  return index
}

function partsOf({ file, title, text }: SitePage): readonly Pick<Section, 'title' | 'part' | 'text'>[] {
  return /\.(?:md|markdown)$/i.test(file) ? sectionsOf(text) : [{ title, part: '', text }]
}

/** Nodes and parts of pages that have all the words, best first. */
export function searchSite(text: string): readonly Hit[] {
  if (text.trim() === '') return []
  const { words, sections } = searchIndex()
  return words.search(text).map(({ id }) => ({ id: id as string, section: sections.get(id as string) }))
}
