import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

/** `kerros explain NAME`: what a build with reuse on would do about nodes, and why. Changes nothing. */
export const explainCommand: AddCommand = (program, terminal) => {
  const command = program
    .command('explain')
    .description('show what a build with reuse on would do about nodes, and why')
    .argument('<name...>', 'nodes with their tests, by name or as --select takes them: name, +name, name+, tag:x')
  withCommonOptions(command).action(async (names: readonly string[], options: CommonOptions) => {
    const { explainReuse } = await import('../../../runtime/explain-reuse.js')
    const opened = await openProjectFromCli(options, terminal)
    const nodes = await explainReuse(opened, names, { cwd: terminal.cwd })
    if (options.json) {
      const { jsonLine } = await import('../../output/json-line.js')
      terminal.stdout.write(nodes.map((node) => jsonLine({ event: 'explain', ...node })).join(''))
      return
    }
    const { explainText } = await import('../../explain/explain-text.js')
    const { reuseOf } = await import('../../../core/project/options/reuse-mode.js')
    const isOn = reuseOf(opened.config.reuse, opened.targetName) === 'on'
    const note = `\nReuse is off for the target ${opened.targetName}: this is what kerros build --reuse on does.\n`
    terminal.stdout.write(`${explainText(nodes)}\n${isOn || options.quiet ? '' : note}`)
  })
}
