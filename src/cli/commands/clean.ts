import { rm } from 'node:fs/promises'
import path from 'node:path'
import { type CommonOptions, withCommonOptions } from '../options.js'
import type { AddCommand } from './add-command.js'

/** `kerros clean`: removes what kerros keeps in `target/`, but never a database that somebody built. */
export const cleanCommand: AddCommand = (program, terminal) => {
  withCommonOptions(program.command('clean').description('remove cached bundles; databases stay'))
    .option('--all', 'also remove the whole target/ folder, with the databases in it')
    .action(async (options: CommonOptions & { readonly all?: boolean }) => {
      const { openProject } = await import('../../runtime/open-project.js')
      const { root } = await openProject({ ...options, project: options.config, cwd: terminal.cwd })
      const folder = options.all ? path.join(root, 'target') : path.join(root, 'target', '.kerros')
      await rm(folder, { recursive: true, force: true })
      if (!options.quiet) terminal.stderr.write(`Removed ${path.relative(terminal.cwd, folder) || folder}\n`)
    })
}
