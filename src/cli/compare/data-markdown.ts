import type { NodeDiff } from '../../core/compare/node-diff.js'
import type { ChangedData } from '../../runtime/compare/changed-data.js'
import { escapedMarkdown } from '../output/escaped-markdown.js'
import { changedColumns, columnWords, grouped, keyWords, nullWords, pairedRows, share } from './diff-words.js'

/** The same as a table for the comment of a pull request. */
export function dataMarkdown({ against, nodes }: ChangedData): string {
  const title = `#### Data, compared with ${escapedMarkdown(against)}`
  if (nodes.length === 0) return `${title}\n\nThere is nothing to compare.`
  return [
    title,
    [
      '| relation | rows here | rows there | added | removed | changed | what is different |',
      '|---|---:|---:|---:|---:|---:|---|',
      ...nodes.map(row),
    ].join('\n'),
  ].join('\n\n')
}

function row(node: NodeDiff): string {
  const name = `**${escapedMarkdown(node.name)}**`
  if (node.status === 'error') return `| ${name} | | | | | | not compared: ${escapedMarkdown(node.error.message)} |`
  const { rows, key } = node
  const cells = [rows.here, rows.there, rows.added, rows.removed].map(grouped)
  return `| ${[name, ...cells, key ? grouped(rows.changed) : '', said(node)].join(' | ')} |`
}

function said(node: Exclude<NodeDiff, { readonly status: 'error' }>): string {
  if (node.status === 'same') return 'nothing'
  const columns = changedColumns(node).map((column) => {
    const nulls = nullWords(column)
    return `${column.name}: ${grouped(column.changed)} (${share(column.changed, pairedRows(node.rows))})${nulls && `, ${nulls}`}`
  })
  const others = columnWords(node).map(({ title, parts }) => `${title}: ${parts.join(', ')}`)
  return [...columns, ...keyWords(node).map((line) => line.trim()), ...others].map(escapedMarkdown).join('<br>')
}
