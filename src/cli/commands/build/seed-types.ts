import path from 'node:path'
import type { CommonOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import { EXIT, type Terminal } from '../../output/terminal.js'

/** The options of `kerros seed` that type CSV files instead of loading them. */
export interface SeedTypesCommandOptions extends CommonOptions {
  /** The files; `true` for those that have generated types already. */
  readonly types?: readonly string[] | true
  readonly check?: boolean
}

/** `kerros seed --types`: the columns of CSV files as TypeScript, next to them. */
export async function writeSeedTypes(options: SeedTypesCommandOptions, terminal: Terminal): Promise<number> {
  const { seedTypes } = await import('../../../runtime/seeds/seed-types.js')
  const { findConfigFile } = await import('../../../runtime/files/find-config-file.js')
  const { cwd, stdout, stderr } = terminal
  const files = Array.isArray(options.types) ? (options.types as readonly string[]) : undefined
  const folder = files ? cwd : path.dirname(await findConfigFile(options.config, cwd))
  const { check = false } = options
  const results = await seedTypes(folder, { files, check })
  for (const { file, status } of results) {
    const displayPath = path.relative(cwd, path.resolve(folder, file))
    if (options.json) stdout.write(jsonLine({ event: 'seed_types', file: displayPath, status, isWritten: !check }))
    else if (check && status !== 'unchanged') stderr.write(`${displayPath} is not what kerros seed --types writes\n`)
    else if (!options.quiet && status !== 'unchanged') stdout.write(`${displayPath}\n`)
  }
  return check && results.some(({ status }) => status !== 'unchanged') ? EXIT.nodeFailed : EXIT.success
}
