import { Argument } from 'commander'
import type { AddCommand } from '../shared/add-command.js'

/** `kerros completion SHELL`: a script that completes commands, options and the names of nodes. */
export const completionCommand: AddCommand = (program, terminal) => {
  program
    .command('completion')
    .description('print a script that completes commands, options and names of nodes in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .argument('[words...]', 'after --, the words of a line: prints what can be next; the script uses it')
    .action(async (shell: 'bash' | 'zsh' | 'fish', words: readonly string[]) => {
      const { completions, completionScript, namesInManifest } = await import('../../completion/index.js')
      const text =
        words.length === 0
          ? completionScript(shell)
          : completions(program, words, () => namesInManifest(terminal.cwd))
              .map((word) => `${word}\n`)
              .join('')
      terminal.stdout.write(text)
    })
}
