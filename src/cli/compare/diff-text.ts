import pc from 'picocolors'
import textWidth from 'string-width'
import type { DiffSample, NodeDiff } from '../../core/compare/node-diff.js'
import { describeRelation } from '../../core/relations/relation.js'
import { cellText } from '../output/cell-text.js'
import { cutText } from '../output/cut-text.js'
import {
  type ComparedNode,
  changedColumns,
  columnWords,
  grouped,
  keyWords,
  nullWords,
  pairedRows,
  share,
  sumWords,
} from './diff-words.js'

/** How wide a value of a row is listed. */
const WIDEST_VALUE = 30

/** How wide lines are where the terminal does not say its width. */
const USUAL_WIDTH = 80

/**
 * What is different between relations, for a terminal.
 *
 * @param width How many columns a line has.
 */
export function diffText(nodes: readonly NodeDiff[], width = USUAL_WIDTH): string {
  if (nodes.length === 1) return nodeLines(nodes[0]!, width).join('\n')
  // What is the same and has nothing to be said of, has a line.
  const isPlain = (node: NodeDiff): node is ComparedNode => node.status === 'same' && notes(node, width).length === 0
  const others = nodes.filter((node) => !isPlain(node)).map((node) => nodeLines(node, width).join('\n'))
  const same = nodes.filter(isPlain).map((node) => `  ${node.name}  ${pc.dim(sameWords(node))}`)
  const sameText = same.length > 0 ? [[pc.green('the same'), ...same].join('\n')] : []
  return [...others, ...sameText, sumWords(nodes)].join('\n\n')
}

function nodeLines(node: NodeDiff, width: number): readonly string[] {
  const title = titleLines(node, width)
  if (node.status === 'error')
    return [...title, `  ${pc.red(node.error.code)} ${node.error.message}`, ...hintLines(node.error.hint)]
  if (node.status === 'same') return [...title, `  ${pc.green('the same')}  ${sameWords(node)}`, ...notes(node, width)]
  return [...title, ...rowLines(node), ...notes(node, width), ...sampleLines(node, width)]
}

function titleLines({ name, here, there }: NodeDiff, width: number): readonly string[] {
  const places = [describeRelation(here), `against ${there ? describeRelation(there) : 'nothing'}`]
  const line = `${name}  ${places.join(' ')}`
  if (textWidth(line) <= width) return [`${pc.bold(name)}  ${pc.dim(places.join(' '))}`]
  return [pc.bold(name), ...places.map((place) => `  ${pc.dim(place)}`)]
}

function hintLines(hint: string | undefined): readonly string[] {
  return hint === undefined ? [] : hint.split('\n').map((line) => `    ${pc.dim('→')} ${line}`)
}

function sameWords({ rows, key, columns }: ComparedNode): string {
  const compared = columns.filter(({ isCompared }) => isCompared).length
  const by = key ? ` by ${key.columns.join(', ')}` : ', as whole rows'
  return `${grouped(rows.here)} ${rows.here === 1 ? 'row' : 'rows'} in ${compared} ${compared === 1 ? 'column' : 'columns'}${by}`
}

function rowLines(node: ComparedNode): readonly string[] {
  const { rows, key } = node
  const width = Math.max(...[rows.added, rows.removed, rows.changed, rows.same].map((count) => grouped(count).length))
  const line = (mark: string, word: string, count: number, more = ''): string =>
    `  ${mark} ${word.padEnd(9)} ${grouped(count).padStart(width)}${more}`
  const columns = changedColumns(node)
  return [
    `  rows      ${grouped(rows.here)} here, ${grouped(rows.there)} there`,
    `  key       ${key ? `${key.columns.join(', ')} (${key.from})` : 'none: whole rows are compared'}`,
    line(pc.green('+'), 'added', rows.added),
    line(pc.red('-'), 'removed', rows.removed),
    ...(key
      ? [
          line(
            pc.yellow('~'),
            'changed',
            rows.changed,
            rows.changed > 0
              ? `  of ${grouped(pairedRows(rows))} on both sides (${share(rows.changed, pairedRows(rows))})`
              : '',
          ),
        ]
      : []),
    line('=', 'same', rows.same),
    ...(columns.length > 0 ? ['  changed columns', ...columnLines(node)] : []),
  ]
}

function columnLines(node: ComparedNode): readonly string[] {
  const columns = changedColumns(node)
  const widest = Math.max(...columns.map(({ name }) => name.length))
  const digits = Math.max(...columns.map(({ changed }) => grouped(changed).length))
  return columns.map((column) => {
    const nulls = nullWords(column)
    const part = share(column.changed, pairedRows(node.rows))
    return `    ${column.name.padEnd(widest)}  ${grouped(column.changed).padStart(digits)}  (${part})${nulls ? `  ${pc.dim(nulls)}` : ''}`
  })
}

function notes(node: ComparedNode, width: number): readonly string[] {
  return [
    ...keyWords(node).map((line) => `  ${line}`),
    ...columnWords(node).flatMap(({ title, parts }) => packed(`  ${title}  `, parts, ', ', width)),
  ]
}

const KINDS = {
  changed: pc.yellow('~ changed'),
  added: pc.green('+ added'),
  removed: pc.red('- removed'),
  repeated: 'repeated keys',
} as const

function sampleLines({ samples, rows, repeated }: ComparedNode, width: number): readonly string[] {
  return (['changed', 'added', 'removed', 'repeated'] as const).flatMap((kind) => {
    const listed = samples.filter((sample) => sample.kind === kind)
    if (listed.length === 0) return []
    const all = kind === 'repeated' ? undefined : rows[kind]
    const more = all !== undefined && all > listed.length ? pc.dim(`  first ${listed.length} of ${grouped(all)}`) : ''
    const unknown =
      kind === 'repeated' && repeated && repeated.here + repeated.there > listed.length
        ? pc.dim(`  first ${listed.length}`)
        : ''
    return [`  ${KINDS[kind]}${more}${unknown}`, ...listed.flatMap((sample) => sampleText(sample, width))]
  })
}

function sampleText({ kind, key, here, there, count }: DiffSample, width: number): readonly string[] {
  const named = Object.entries(key).map(([column, value]) => `${column} ${valueText(value)}`)
  const often = count ? [pc.dim(`${count.here} here, ${count.there} there`)] : []
  if (kind !== 'changed') {
    const values = Object.entries(here ?? there ?? {}).map(([column, value]) => `${column} ${valueText(value)}`)
    return packed('    ', [...named, ...values, ...often], '  ', width)
  }
  const changes = Object.keys(here ?? {}).map(
    (column) => `${column}  ${pc.red(valueText(there?.[column]))} → ${pc.green(valueText(here?.[column]))}`,
  )
  const start = `    ${named.join('  ')}  `
  const isShort = changes.every((change) => textWidth(start) + textWidth(change) <= width)
  if (!isShort) return [...packed('    ', named, '  ', width), ...changes.map((change) => `      ${change}`)]
  return changes.map((change, at) => `${at === 0 ? start : ' '.repeat(textWidth(start))}${change}`)
}

/** Parts on as few lines as they fit on, each of which begins in the same column. */
function packed(start: string, parts: readonly string[], between: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const part of parts) {
    const longer = line === '' ? part : `${line}${between}${part}`
    const isFull = line !== '' && start.length + textWidth(longer) > width
    if (isFull) lines.push(line)
    line = isFull ? part : longer
  }
  return [...lines, line].map((each, at) => (at === 0 ? start : ' '.repeat(start.length)) + each)
}

function valueText(value: unknown): string {
  const text = cellText(value)
  return text === undefined ? pc.dim('null') : cutText(text, WIDEST_VALUE)
}
