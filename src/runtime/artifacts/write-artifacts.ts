import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { systemReason } from '../../util/system-reason.js'
import { toJson } from '../../util/to-json.js'
import { writeWhole } from '../files/write-whole.js'

/** The artifacts that a command writes, by the names of their files. */
export type ArtifactFile = 'manifest.json' | 'run_results.json' | 'catalog.json' | 'sources.json'

/** Everyone may read them: CI, a web server, other tools. */
const MODE = 0o644

/** The folder that a project's artifacts are written to, unless another one is given. */
export function artifactsFolderOf(root: string): string {
  return path.join(root, 'target')
}

/**
 * Writes artifacts into a folder, each whole or not at all.
 *
 * @returns Their absolute paths.
 * @throws KerrosError `E_ARTIFACTS` if a file cannot be written.
 */
export async function writeArtifacts(
  folder: string,
  artifacts: { readonly [F in ArtifactFile]?: object },
): Promise<readonly string[]> {
  const texts = Object.entries(artifacts).map(([name, artifact]) => [name, `${toJson(artifact)}\n`] as const)
  return writeArtifactFiles(folder, texts)
}

/**
 * Writes files into a folder, in order, each whole or not at all.
 *
 * @param files Their paths in the folder, with their content.
 * @returns Their absolute paths.
 * @throws KerrosError `E_ARTIFACTS` if a file cannot be written.
 */
export async function writeArtifactFiles(
  folder: string,
  files: readonly (readonly [name: string, content: string | Uint8Array])[],
): Promise<readonly string[]> {
  const written: string[] = []
  for (const [name, content] of files) {
    const file = path.join(folder, name)
    try {
      await writeWhole(file, content, MODE)
    } catch (cause) {
      throw new KerrosError(
        'E_ARTIFACTS',
        `${path.join(path.basename(folder), name)} cannot be written: ${systemReason(cause)}`,
        { hint: `Make a folder of ${path.dirname(file)} that you may write to, with space left.`, cause },
      )
    }
    written.push(file)
  }
  return written
}
