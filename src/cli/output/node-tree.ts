import pc from 'picocolors'
import textWidth from 'string-width'
import { cutMiddle, cutText } from './cut-text.js'

/** A node of a tree. */
export interface TreeNode {
  readonly uniqueId: string
  readonly name: string
  /** What it is, behind its name. */
  readonly about: string
  /** Ids of what it reads; those of other nodes than the given ones are left out. */
  readonly dependsOn: readonly string[]
}

/** In columns: less of a name is no name. */
const LEAST_NAME = 16

/**
 * Nodes with what they read below them, as a tree. At the top is what no other one reads. A node that several read is
 * expanded once, and then marked.
 *
 * @param width The terminal's width in columns, to which lines are cut; undefined: lines are whole.
 */
export function nodeTree(nodes: readonly TreeNode[], width: number | undefined): readonly string[] {
  const byId = new Map(nodes.map((node) => [node.uniqueId, node]))
  const inputsOf = (node: TreeNode): readonly TreeNode[] =>
    node.dependsOn.flatMap((id) => byId.get(id) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))
  const read = new Set(nodes.flatMap(({ dependsOn }) => dependsOn))
  const expanded = new Set<string>()
  const lines: string[] = []
  // A list of what is still to be drawn, and no recursion: chains of models can be long.
  const waiting = nodes.filter(({ uniqueId }) => !read.has(uniqueId)).map((node) => ({ node, before: '', below: '' }))
  waiting.reverse()
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, before, below } = next
    const inputs = inputsOf(node)
    const isAgain = expanded.has(node.uniqueId) && inputs.length > 0
    lines.push(drawn(node, before, isAgain ? '(above)' : undefined, width))
    if (isAgain) continue
    expanded.add(node.uniqueId)
    const branches = inputs.map((input, i) => {
      const isLast = i === inputs.length - 1
      return { node: input, before: `${below}${isLast ? '└─ ' : '├─ '}`, below: `${below}${isLast ? '   ' : '│  '}` }
    })
    waiting.push(...branches.reverse())
  }
  return lines
}

function drawn(node: TreeNode, before: string, mark: string | undefined, width: number | undefined): string {
  const behind = [node.about, mark].filter((part) => part !== undefined && part !== '').join('  ')
  const line = `${before}${node.name}  ${behind}`
  // Measuring costs much more than slicing, and a terminal draws no letter in less than a column.
  if (width !== undefined && line.length > width / 2) {
    const room = width - before.length - 2 - textWidth(behind)
    if (room < LEAST_NAME) return cutText(line.slice(0, 4 * width), width)
    return styled(before, cutMiddle(node.name, room), behind)
  }
  return styled(before, node.name, behind)
}

function styled(before: string, name: string, behind: string): string {
  return `${pc.dim(before)}${pc.bold(name)}  ${pc.dim(behind)}`
}
