import { type OperationNode, SelectQueryNode } from 'kysely'
import { diagnosticOf, isKerrosError, KerrosError } from '../errors/index.js'
import { thrownText } from '../errors/thrown-text.js'
import { compileDatabase } from '../nodes/compile-database.js'
import type { DefinitionQuery, RunFacts } from '../query/query.js'

/** A query with its name. */
interface WrittenSubject {
  readonly name: string
  readonly query: DefinitionQuery<any>
  /** Whether it may change something, as a hook does. */
  readonly isStatement?: boolean | undefined
}

/**
 * Calls a definition's query and returns its tree.
 *
 * @throws KerrosError `E_INVALID_DEFINITION` when the query throws or returns no query; what helpers of kerros refuse,
 *   with the definition's name.
 */
export function queryNode({ name, query, isStatement = false }: WrittenSubject, facts: RunFacts): OperationNode {
  let returned: unknown
  try {
    returned = query(compileDatabase, facts)
    if (isQuery(returned)) return isStatement ? returned.toOperationNode() : checked(returned.toOperationNode(), name)
  } catch (cause) {
    if (isKerrosError(cause)) throw namedAfter(name, cause)
    throw new KerrosError('E_INVALID_DEFINITION', `the query of "${name}" throws: ${thrownText(cause)}`, {
      hint: 'Correct the query; --debug shows the stack.',
      subject: name,
      cause,
    })
  }
  throw new KerrosError('E_INVALID_DEFINITION', `the query of "${name}" returns ${article(returned)}, not a query`, {
    hint: 'Return what db.selectFrom(…) gives, without execute(). A function body in braces needs `return`.',
    subject: name,
  })
}

/** Statements that change something, by their nodes. */
const CHANGES: { readonly [kind: string]: string } = {
  InsertQueryNode: 'an insert',
  UpdateQueryNode: 'an update',
  DeleteQueryNode: 'a delete',
  MergeQueryNode: 'a merge',
}

function checked(node: OperationNode, name: string): OperationNode {
  const change = CHANGES[node.kind]
  if (change !== undefined)
    throw new KerrosError('E_INVALID_DEFINITION', `the query is ${change}, not a select`, {
      hint: `Return what "${name}" shall hold, as a select: kerros itself creates and fills relations.`,
    })
  if (SelectQueryNode.is(node) && !node.selections?.length)
    throw new KerrosError('E_INVALID_DEFINITION', 'the query selects no columns', {
      hint: "Say which, with select([…]) or selectAll('…').",
    })
  return node
}

function isQuery(value: unknown): value is { toOperationNode(): OperationNode } {
  return typeof value === 'object' && value !== null && 'toOperationNode' in value
}

function article(value: unknown): string {
  if (value instanceof Promise) return 'a promise'
  return value === null || value === undefined ? String(value) : `something of type ${typeof value}`
}

/** The error itself is the cause: its stack says where the query called what refused. */
function namedAfter(name: string, cause: KerrosError): KerrosError {
  return new KerrosError(cause.code, `"${name}": ${cause.message}`, { ...diagnosticOf(cause), subject: name, cause })
}
