import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { globFiles } from './glob-files.js'

/** Declarations and tests are not part of a project. */
const IGNORED = ['**/*.d.ts', '**/*.d.mts', '**/*.test.ts', '**/*.spec.ts', '**/node_modules/**']

/**
 * The files that a project's globs name, absolute and sorted.
 *
 * @throws KerrosError `E_NO_PROJECT` if there are no such files; `E_NOT_PERMITTED` for a folder that may not be read.
 */
export async function findFiles(patterns: readonly string[], root: string, configFile: string): Promise<string[]> {
  const files = await globFiles(patterns, { root, ignore: IGNORED })
  const found = files
    .map((file) => path.resolve(root, file))
    .filter((file) => file !== configFile)
    .sort()
  if (found.length > 0) return found
  throw new KerrosError('E_NO_PROJECT', `no file matches the project's models: ${patterns.join(', ')}`, {
    hint: `Globs start at ${root}. Correct "models" in the configuration, or add a model there.`,
    names: ['models'],
  })
}
