import { isDefinition } from '../../core/definitions/definition.js'
import { KerrosError } from '../../core/errors/index.js'
import type { ProjectModule } from '../../core/project/collect-definitions.js'

/** A query that is asked once, and is no part of the project. */
export interface InlineQuery {
  /** The absolute path of its file: its imports start there. */
  readonly file: string
  /** What is in the file, if it is not on the disk. */
  readonly content?: string | undefined
}

/** The name of the node that an inline query becomes: no export of a project has it. */
export const INLINE_NAME = 'inline-query'

/**
 * The module of an inline query, with its default export as the one definition.
 *
 * @throws KerrosError `E_INVALID_DEFINITION` if that is not a query without a relation.
 */
export function inlineModule({ file, exports }: ProjectModule): ProjectModule {
  const query = exports['default']
  if (isDefinition(query) && (query.kind === 'analysis' || query.kind === 'dataTest'))
    return { file, exports: { [INLINE_NAME]: query } }
  const found = isDefinition(query) ? `a ${query.kind}` : query === undefined ? 'nothing' : 'another value'
  throw new KerrosError('E_INVALID_DEFINITION', `${file} exports ${found} as its default, not an analysis`, {
    hint: "Write: export default analysis({ m: my_model }, (db) => db.selectFrom('m').selectAll())",
    subject: file,
    at: file,
  })
}
