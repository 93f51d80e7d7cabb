import { stat } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { KerrosError } from '../../../core/errors/index.js'
import type { InlineQuery } from '../../../runtime/open/inline-query.js'
import type { Terminal } from '../../output/terminal.js'

/**
 * The query of `--inline`: a file of TypeScript, or `-` for what is written into the command. The imports of that start in
 * the working directory.
 *
 * @throws KerrosError `E_INVALID_OPTION` if there is no such file, or nothing was written.
 */
export async function readInline(given: string, { cwd, stdin }: Terminal): Promise<InlineQuery> {
  if (given === '-') {
    const content = stdin ? await text(stdin) : ''
    if (content.trim() !== '') return { file: path.join(cwd, 'stdin.ts'), content }
    throw new KerrosError('E_INVALID_OPTION', '--inline - reads a query from its input, which is empty', { hint: HINT })
  }
  const file = path.resolve(cwd, given)
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  )
  if (isFile) return { file }
  throw new KerrosError('E_INVALID_OPTION', `--inline names a file of TypeScript, and "${given}" is not one`, {
    hint: HINT,
  })
}

const HINT =
  "The file has: export default analysis({ m: my_model }, (db) => db.selectFrom('m').selectAll()). A dash reads it from the input."
