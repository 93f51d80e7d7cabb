import pc from 'picocolors'
import type { NodeDiff } from '../../core/compare/node-diff.js'
import type { ChangedData } from '../../runtime/compare/changed-data.js'
import {
  changedColumns,
  columnWords,
  differenceWords,
  grouped,
  keyWords,
  nullWords,
  pairedRows,
  share,
} from './diff-words.js'

/** What a change does to the data, for the end of a plan. */
export function dataText({ against, nodes }: ChangedData): string {
  if (nodes.length === 0) return `${pc.underline('Data')}  nothing to compare with ${against}`
  return [`${pc.underline('Data')}  here, compared with ${against}`, ...nodes.flatMap(nodeLines)].join('\n')
}

function nodeLines(node: NodeDiff): readonly string[] {
  const name = `  ${pc.bold(node.name)}  `
  if (node.status === 'error') return [`${name}${pc.red('not compared')}: ${node.error.message}`]
  if (node.status === 'same') return [`${name}${pc.green('the same')}, ${grouped(node.rows.here)} rows`]
  return [
    `${name}${differenceWords(node)}`,
    ...changedColumns(node).map((column) => {
      const nulls = nullWords(column)
      return `    ~ ${column.name}  ${grouped(column.changed)} (${share(column.changed, pairedRows(node.rows))})${nulls && `, ${nulls}`}`
    }),
    ...keyWords(node).map((line) => `    ${line}`),
    ...columnWords(node).map(({ title, parts }) => `    ${title}  ${parts.join(', ')}`),
  ]
}
