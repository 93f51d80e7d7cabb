import { KerrosError } from '../../../core/errors/index.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface PlanCommandOptions extends CommonOptions {
  readonly base?: string
  readonly markdown?: boolean
}

/** `kerros plan --base REF`: what a change of the project does to its relations. Connects to nothing. */
export const planCommand: AddCommand = (program, terminal) => {
  const command = program
    .command('plan')
    .description('show what is different from a revision: columns, rows, and what is built again, with the reasons')
    .option('--base <ref>', 'the revision to compare with: a branch, a tag, a commit')
    .option('--markdown', 'write one comment for a pull request')
  withCommonOptions(command).action(async (options: PlanCommandOptions) => {
    if (options.base === undefined)
      throw new KerrosError('E_INVALID_OPTION', 'plan compares the project with a revision, and none is named', {
        hint: 'Name one: kerros plan --base main.',
        commands: ['kerros plan --base main'],
      })
    const { changesSince } = await import('../../../runtime/changes/changes-since.js')
    const opened = await openProjectFromCli(options, terminal)
    const found = await changesSince(opened, options.base, { vars: options.vars })
    terminal.stdout.write(`${await textOf(found, options)}\n`)
  })
}

async function textOf(
  found: Awaited<ReturnType<typeof import('../../../runtime/changes/changes-since.js')['changesSince']>>,
  { json, markdown }: PlanCommandOptions,
): Promise<string> {
  if (json) return (await import('../../changes/changes-json.js')).changesJson(found).join('\n')
  if (markdown) return (await import('../../changes/changes-markdown.js')).changesMarkdown(found)
  return (await import('../../changes/changes-text.js')).changesText(found)
}
