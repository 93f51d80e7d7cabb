import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { writeWhole } from '../files/write-whole.js'

/** The artifacts that a command writes, by the names of their files. */
export type ArtifactFile = 'manifest.json' | 'run_results.json' | 'catalog.json' | 'sources.json'

/** Everyone may read them: CI, a web server, other tools. */
const MODE = 0o644

/**
 * Writes artifacts into the project's `target/`, each whole or not at all.
 *
 * @throws KerrosError `E_ARTIFACTS` if a file cannot be written.
 */
export async function writeArtifacts(
  root: string,
  artifacts: { readonly [F in ArtifactFile]?: object },
): Promise<readonly string[]> {
  const texts = Object.entries(artifacts).map(
    ([name, artifact]) => [name, `${JSON.stringify(artifact, withoutBigInts)}\n`] as const,
  )
  return writeArtifactFiles(root, texts)
}

/**
 * Writes files below the project's `target/`, in order, each whole or not at all.
 *
 * @param files Their paths below `target/`, with their content.
 * @returns Their absolute paths.
 * @throws KerrosError `E_ARTIFACTS` if a file cannot be written.
 */
export async function writeArtifactFiles(
  root: string,
  files: readonly (readonly [name: string, text: string])[],
): Promise<readonly string[]> {
  const written: string[] = []
  for (const [name, text] of files) {
    const file = path.join(root, 'target', name)
    try {
      await writeWhole(file, text, MODE)
    } catch (cause) {
      throw new KerrosError(
        'E_ARTIFACTS',
        `${path.join('target', name)} cannot be written: ${(cause as Error).message}`,
        {
          hint: 'Make the folder writable. Or run the command with --no-artifacts.',
          cause,
        },
      )
    }
    written.push(file)
  }
  return written
}

/** JSON has no bigint: what is too long for a number becomes a string. */
function withoutBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
