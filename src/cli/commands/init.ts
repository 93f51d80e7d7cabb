import { shellQuoted } from '../../util/shell-quoted.js'
import { type OutputOptions, withOutputOptions } from '../options/options.js'
import type { AddCommand } from './add-command.js'

/** `kerros init [folder]`: a small project that is ready to build. */
export const initCommand: AddCommand = (program, terminal) => {
  withOutputOptions(
    program
      .command('init')
      .description('write a small project that is ready to build')
      .argument('[folder]', 'where', '.'),
  ).action(async (folder: string, options: OutputOptions) => {
    const { writeStarterProject } = await import('../starter/write-starter-project.js')
    const { files, folder: at } = await writeStarterProject(folder, terminal.cwd)
    if (options.json) terminal.stdout.write(`${JSON.stringify({ event: 'init', folder: at, files })}\n`)
    else if (!options.quiet) {
      const go = folder === '.' ? '' : `cd ${shellQuoted(folder)} && `
      terminal.stdout.write(
        `${files.map((file) => `  ${file}\n`).join('')}\nNext: ${go}npm install && npx kerros build\n`,
      )
    }
  })
}
