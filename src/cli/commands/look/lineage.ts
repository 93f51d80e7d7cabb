import { InvalidArgumentError, Option } from 'commander'
import type { Lineage } from '../../../core/lineage/lineage.js'
import type { ColumnRef, NodeLineage } from '../../../core/lineage/node-lineage.js'
import type { Direction } from '../../lineage/lineage-tree.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface LineageFlags extends CommonOptions {
  readonly upstream?: boolean
  readonly downstream?: boolean
  readonly depth?: number
  readonly mermaid?: boolean
}

/** `kerros lineage [COLUMN]`: what a column is made of, and what is made of it. Connects to nothing. */
export const lineageCommand: AddCommand = (program, terminal) => {
  const command = program
    .command('lineage')
    .description('show what a column is made of, and what is made of it')
    .argument(
      '[column]',
      'a column with its node (src_movies.title), or a node for all of its columns (default: every node)',
    )
  withCommonOptions(command)
    .option('--upstream', 'only what it is made of')
    .option('--downstream', 'only what is made of it')
    .addOption(
      new Option('--depth <n>', 'maximum distance in nodes (default: all; 1 for a node)').argParser(parseDepth),
    )
    .option('--mermaid', 'write a flowchart for Mermaid')
    .action(async (name: string | undefined, options: LineageFlags) => {
      const { lineageOf } = await import('../../../runtime/lineage/lineage.js')
      const lineage = lineageOf(await openProjectFromCli(options, terminal))
      const node = name === undefined ? undefined : lineage.find(name)
      const text =
        name === undefined
          ? await ofNodes(lineage, lineage.nodes, options)
          : node
            ? await ofNodes(lineage, [node], options)
            : await ofColumn(lineage, lineage.column(name), options)
      if (text !== '') terminal.stdout.write(`${text}\n`)
    })
}

function directionsOf({ upstream, downstream }: LineageFlags): readonly Direction[] {
  if (upstream === downstream) return ['upstream', 'downstream']
  return upstream ? ['upstream'] : ['downstream']
}

async function ofColumn(lineage: Lineage, column: ColumnRef, options: LineageFlags): Promise<string> {
  const { depth } = options
  const directions = directionsOf(options)
  if (options.json) {
    const { edgeJson } = await import('../../lineage/lineage-json.js')
    return directions
      .flatMap((direction) => lineage[direction](column, { depth }).map((edge) => edgeJson(lineage, direction, edge)))
      .join('\n')
  }
  if (options.mermaid) {
    const { lineageMermaid } = await import('../../lineage/lineage-mermaid.js')
    return lineageMermaid(
      lineage,
      directions.flatMap((direction) => lineage[direction](column, { depth })),
      column,
    )
  }
  const { columnText } = await import('../../lineage/lineage-text.js')
  return columnText(lineage, column, { directions, depth })
}

async function ofNodes(lineage: Lineage, nodes: readonly NodeLineage[], options: LineageFlags): Promise<string> {
  if (options.json)
    return nodes
      .map((node) =>
        JSON.stringify({
          event: 'lineage_node',
          ...node,
          at: lineage.placeOf({ node: node.uniqueId, column: undefined }),
        }),
      )
      .join('\n')
  const { nodeText } = await import('../../lineage/lineage-text.js')
  const withColumns = nodes.length > 1 ? nodes.filter(({ columns }) => columns.length > 0) : nodes
  return withColumns
    .map((node) => nodeText(lineage, node, { directions: directionsOf(options), depth: options.depth ?? 1 }))
    .join('\n\n')
}

function parseDepth(text: string): number {
  const depth = Number(text)
  if (Number.isInteger(depth) && depth >= 1) return depth
  throw new InvalidArgumentError('It must be a whole number of at least 1.')
}
