import { KerrosError } from '../../../core/errors/index.js'
import type { ChangesSince } from '../../../runtime/changes/changes-since.js'
import type { ChangedData } from '../../../runtime/compare/changed-data.js'
import { interruptible } from '../../errors/interrupt.js'
import { stoppable } from '../../errors/stoppable.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { EXIT } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface PlanCommandOptions extends CommonOptions {
  readonly base?: string
  readonly markdown?: boolean
  readonly data?: boolean
  readonly against?: string
}

/** `kerros plan --base REF`: what a change of the project does to its relations. Connects to nothing without `--data`. */
export const planCommand: AddCommand = (program, terminal, setExitCode) => {
  const command = program
    .command('plan')
    .description('show what is different from a revision: columns, rows, and what is built again, with the reasons')
    .option('--base <ref>', 'the revision to compare with: a branch, a tag, a commit')
    .option('--markdown', 'write one comment for a pull request')
    .option('--data', 'compare the rows of what is different, too, with those of --against')
    .option('--against <where>', 'with --data: a target, schema:NAME, or a folder with a manifest.json')
  withCommonOptions(command).action(async (options: PlanCommandOptions) => {
    const { base } = options
    if (base === undefined)
      throw new KerrosError('E_INVALID_OPTION', 'plan compares the project with a revision, and none is named', {
        hint: 'Name one: kerros plan --base main.',
        commands: ['kerros plan --base main'],
      })
    const against = comparedWith(options)
    const { changesAndBase } = await import('../../../runtime/changes/changes-since.js')
    const opened = await openProjectFromCli(options, terminal)
    const compared = await changesAndBase(opened, base, { vars: options.vars })
    const found = compared.changes
    if (against === undefined) {
      terminal.stdout.write(`${await textOf(found, undefined, options)}\n`)
      return
    }
    const { changedData } = await import('../../../runtime/compare/changed-data.js')
    const code = await stoppable(options, terminal, 'Stopped.', () =>
      interruptible(terminal, async (signal) => {
        const data = await changedData(opened, compared, { against, signal, cwd: terminal.cwd })
        terminal.stdout.write(`${await textOf(found, data, options)}\n`)
        return EXIT.success
      }),
    )
    setExitCode(code)
  })
}

/** @throws KerrosError `E_INVALID_OPTION` for one of the two options without the other. */
function comparedWith({ data, against, base }: PlanCommandOptions): string | undefined {
  if (data === true && against === undefined)
    throw new KerrosError('E_INVALID_OPTION', '--data does not say what the rows are compared with', {
      hint: `Name a target, a schema or a folder with a manifest.json: kerros plan --base ${base} --data --against prod.`,
    })
  if (data !== true && against !== undefined)
    throw new KerrosError('E_INVALID_OPTION', '--against says what --data compares with, which is not given', {
      hint: 'Add --data, or leave --against out.',
    })
  return against
}

async function textOf(
  found: ChangesSince,
  data: ChangedData | undefined,
  { json, markdown }: PlanCommandOptions,
): Promise<string> {
  if (json) {
    const changes = (await import('../../changes/changes-json.js')).changesJson(found).join('\n')
    return data ? `${(await import('../../compare/diff-json.js')).diffJson(data.nodes)}${changes}` : changes
  }
  if (markdown) {
    const changes = (await import('../../changes/changes-markdown.js')).changesMarkdown(found)
    return data ? `${changes}\n\n${(await import('../../compare/data-markdown.js')).dataMarkdown(data)}` : changes
  }
  const changes = (await import('../../changes/changes-text.js')).changesText(found)
  return data ? `${changes}\n\n${(await import('../../compare/data-text.js')).dataText(data)}` : changes
}
