import type { Diagnostic } from '../errors/index.js'
import type { LexicalRules } from '../format/lexical-rules.js'
import { sqlTokens } from '../format/sql-tokens.js'

/** Words that begin a statement which ends or begins a transaction. */
const TRANSACTION: ReadonlySet<string> = new Set(['commit', 'rollback', 'abort', 'end', 'savepoint', 'release'])

/** What begins a statement that may have statements in it: a block of Snowflake Scripting, or what is made of one. */
const BLOCK: ReadonlySet<string> = new Set(['begin', 'declare', 'create', 'execute', 'alter'])

/** What changes the session for the statements that come after: they would be those of other nodes. */
const SESSION: ReadonlySet<string> = new Set([
  'use',
  'set',
  'unset',
  'reset',
  'call',
  'execute',
  'begin',
  'declare',
  'pragma',
])

interface StatementText {
  /** Why a user's statement is refused: it is empty, it is several, or it begins or ends a transaction. */
  readonly diagnostics: readonly Diagnostic[]
  /** Whether the session may not be what it was afterwards. */
  readonly changesSession: boolean
}

/**
 * Looks at the text of a statement of a hook or an operation. kerros itself begins and ends transactions: a hook that does would
 * take the node's own statements along, or leave a transaction open.
 */
export function checkStatementText(sql: string, rules: LexicalRules): StatementText {
  const tokens = sqlTokens(sql, rules)?.filter(({ kind }) => kind !== 'comment' && kind !== 'lineComment')
  const words = tokens?.map(({ keyword, text }) => keyword || text) ?? sql.toLowerCase().trim().split(/\s+/)
  const [first = '', second = '', third = ''] = words
  const changesSession = SESSION.has(first) || (first === 'alter' && second === 'session')
  const refused = (message: string, hint: string): StatementText => ({
    diagnostics: [{ code: 'E_INVALID_DEFINITION', message, hint }],
    changesSession,
  })
  if (first === '') return refused('it is an empty statement', 'Return nothing instead: false, or undefined.')
  if (isTransaction(words) || (first === 'execute' && second === 'immediate' && isTransaction(unquoted(third))))
    return refused(
      `it sends "${[first, second].join(' ').trim()}", and kerros itself begins and ends transactions`,
      'Take it away. Several statements of one hook are a list; hook({}, …, { transaction: false }) runs outside of the transaction.',
    )
  if (first === 'alter' && second === 'session' && words.includes('autocommit'))
    return refused(
      'it changes AUTOCOMMIT, and what it leaves uncommitted would be rolled back without a word',
      'Take it away: each statement is committed, or the transaction that it is in.',
    )
  const end = words.indexOf(';')
  if (tokens && end >= 0 && end < words.length - 1 && !BLOCK.has(first))
    return refused('it has several statements in one', 'Return them as a list: [sql`…`, sql`…`].')
  return { diagnostics: [], changesSession }
}

/** BEGIN alone or with its words; with statements after it, it is a block. */
function isTransaction(words: readonly string[]): boolean {
  const [first = '', second = ';'] = words
  if (TRANSACTION.has(first)) return true
  if (first === 'start') return second === 'transaction'
  return first === 'begin' && [';', 'transaction', 'work', 'name', 'read', 'immediate', 'deferred'].includes(second)
}

function unquoted(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replace(/^(['$]+)/, '')
    .replace(/(['$]+)$/, '')
    .trim()
    .split(/\s+|(?=;)/)
}
