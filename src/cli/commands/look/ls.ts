import { Option } from 'commander'
import { toJson } from '../../../util/to-json.js'
import {
  type CommonOptions,
  type StateOptions,
  type TestSelectorOptions,
  type TypeOptions,
  withCommonOptions,
  withIndirectSelection,
  withResourceTypes,
  withSelectOptions,
  withState,
} from '../../options/options.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface LsOptions extends CommonOptions, TestSelectorOptions, StateOptions, TypeOptions {
  readonly output?: 'name' | 'id' | 'path' | 'tree'
}

/** `kerros ls`: the selected nodes. Connects to nothing. */
export const lsCommand: AddCommand = (program, terminal) => {
  const command = program.command('ls').alias('list').description('list the selected nodes')
  withResourceTypes(withIndirectSelection(withState(withSelectOptions(withCommonOptions(command)))))
    .addOption(
      new Option('--output <what>', 'what to print for each node, or a tree of what they read')
        .choices(['name', 'id', 'path', 'tree'])
        .default('id'),
    )
    .action(async (options: LsOptions) => {
      const { listNodes } = await import('../../../runtime/select/list-nodes.js')
      const opened = await openProjectFromCli(options, terminal)
      const nodes = listNodes(opened.project, options)
      if (options.output === 'tree' && !options.json && nodes.length > 0) {
        const { listTree } = await import('../../output/list-tree.js')
        terminal.stdout.write(`${listTree(nodes, opened.project.nodes, terminal.stdout.columns).join('\n')}\n`)
        return
      }
      const lines = nodes.map((node) => {
        if (options.json) return toJson({ event: 'node', ...node })
        return options.output === 'name' ? node.name : options.output === 'path' ? node.file : node.uniqueId
      })
      if (lines.length > 0) terminal.stdout.write(`${lines.join('\n')}\n`)
      else if (!options.json && !options.quiet) terminal.stderr.write('Nothing to list.\n')
    })
}
