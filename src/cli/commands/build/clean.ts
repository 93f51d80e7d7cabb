import { rm } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../../core/errors/index.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import type { AddCommand } from '../shared/add-command.js'

/** `kerros clean`: removes what kerros stores in `target/`; databases only with `--all`, and never one that is in use. */
export const cleanCommand: AddCommand = (program, terminal) => {
  withCommonOptions(program.command('clean').description('remove cached bundles; databases stay'))
    .option('--all', 'also remove the whole target/ folder, with the databases in it')
    .action(async (options: CommonOptions & { readonly all?: boolean }) => {
      const { findConfigFile } = await import('../../../runtime/files/find-config-file.js')
      // The project is not loaded, since one that does not load has to be cleaned too.
      const root = path.dirname(await findConfigFile(options.config, terminal.cwd))
      const folder = options.all ? path.join(root, 'target') : path.join(root, 'target', '.kerros')
      if (options.all) {
        const { assertNotInUse } = await import('../../../dialects/duckdb/connect/assert-not-in-use.js')
        await assertNotInUse(folder)
      }
      const isRemoved = await remove(folder)
      const displayPath = path.relative(terminal.cwd, folder) || folder
      if (options.json) terminal.stdout.write(jsonLine({ event: 'clean', removed: isRemoved ? folder : null }))
      else if (!options.quiet)
        terminal.stderr.write(
          isRemoved ? `Removed ${displayPath}\n` : `Nothing to remove: there is no ${displayPath}\n`,
        )
    })
}

/** Whether there was anything to remove. */
async function remove(folder: string): Promise<boolean> {
  try {
    await rm(folder, { recursive: true })
    return true
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return false
    throw new KerrosError('E_NOT_PERMITTED', `kerros cannot remove ${folder}`, {
      hint: 'Make the folder writable, or remove it by hand.',
      cause,
    })
  }
}
