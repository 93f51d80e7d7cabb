import { rm } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { type CommonOptions, withCommonOptions } from '../options.js'
import type { AddCommand } from './add-command.js'

/** `kerros clean`: removes what kerros keeps in `target/`, but never a database that somebody built. */
export const cleanCommand: AddCommand = (program, terminal) => {
  withCommonOptions(program.command('clean').description('remove cached bundles; databases stay'))
    .option('--all', 'also remove the whole target/ folder, with the databases in it')
    .action(async (options: CommonOptions & { readonly all?: boolean }) => {
      const { findConfigFile } = await import('../../runtime/find-config-file.js')
      // The project is not loaded: what does not load has to be cleaned too.
      const root = path.dirname(await findConfigFile(options.config, terminal.cwd))
      const folder = options.all ? path.join(root, 'target') : path.join(root, 'target', '.kerros')
      await remove(folder)
      if (options.json) terminal.stdout.write(`${JSON.stringify({ event: 'clean', removed: folder })}\n`)
      else if (!options.quiet) terminal.stderr.write(`Removed ${path.relative(terminal.cwd, folder) || folder}\n`)
    })
}

async function remove(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true })
  } catch (cause) {
    throw new KerrosError('E_NOT_PERMITTED', `kerros cannot remove ${folder}`, {
      hint: 'Give yourself the right to write there, or remove it by hand.',
      cause,
    })
  }
}
