import { glob } from 'tinyglobby'
import { KerrosError } from '../../core/errors/index.js'

/** Declarations and tests are not part of a project. */
const IGNORED = ['**/*.d.ts', '**/*.d.mts', '**/*.test.ts', '**/*.spec.ts', '**/node_modules/**']

/**
 * The files that a project's globs name, absolute and sorted.
 *
 * @throws KerrosError `E_NO_PROJECT` if there are no such files.
 */
export async function findFiles(patterns: readonly string[], root: string, configFile: string): Promise<string[]> {
  const files = await glob([...patterns], { cwd: root, ignore: IGNORED, absolute: true, expandDirectories: false })
  const found = files.filter((file) => file !== configFile).sort()
  if (found.length > 0) return found
  throw new KerrosError('E_NO_PROJECT', `no file matches the project's models: ${patterns.join(', ')}`, {
    hint: `Globs start at ${root}. Correct "models" in the configuration, or add a model there.`,
    names: ['models'],
  })
}
