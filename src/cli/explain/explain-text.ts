import pc from 'picocolors'
import type { ExplainedNode } from '../../runtime/explain-reuse.js'
import { wrapped } from './wrapped.js'

/** Columns of a line at most: longer ones are hard to read. */
const WIDTH = 80

/** What a build with reuse on would do about nodes, and why. */
export function explainText(nodes: readonly ExplainedNode[]): string {
  return nodes.map((node) => [heading(node), ...details(node)].join('\n')).join('\n\n')
}

function heading(node: ExplainedNode): string {
  const { name, resourceType, materialized, relationName } = node
  const what = [
    resourceType === 'test' ? 'test' : (materialized ?? resourceType),
    relationName?.replaceAll('"', '') ?? [],
  ]
    .flat()
    .join(' ')
  return `${pc.bold(name)} ${pc.dim(`(${what})`)} ${doneWords(node)}`
}

function doneWords({ decision, resourceType }: ExplainedNode): string {
  const isTest = resourceType === 'test'
  switch (decision) {
    case 'build':
      return pc.yellow(isTest ? 'is asked' : 'is built')
    case 'reuse':
      return pc.green(isTest ? 'is not asked again' : 'is left as it is')
    case 'unlessChanged':
      return pc.yellow(isTest ? 'is perhaps asked' : 'is perhaps built')
    case 'inline':
      return 'is not built'
    case 'unselected':
      return 'is left out'
    default:
      return decision satisfies never
  }
}

function details({ message, reasons }: ExplainedNode): readonly string[] {
  if (message !== undefined) return wrapped(message, WIDTH - 2).map((line) => `  ${line}`)
  const width = Math.max(...reasons.map(({ code }) => code.length))
  return reasons.flatMap(({ code, message }) =>
    wrapped(message, WIDTH - width - 4).map(
      (line, i) => `  ${i === 0 ? pc.cyan(code.padEnd(width)) : ' '.repeat(width)}  ${line}`,
    ),
  )
}
