import type { Diagnostic } from '../../errors/index.js'
import type { LexicalRules } from '../../format/lexical-rules.js'
import { sqlTokens } from '../../format/sql-tokens.js'

/** Words that begin a statement which ends or begins a transaction. */
const TRANSACTION: ReadonlySet<string> = new Set(['commit', 'rollback', 'abort', 'end', 'savepoint', 'release'])

/** What begins a statement that may have a block of Snowflake Scripting in it, and what begins the block. */
const HOLDS_BLOCK: ReadonlySet<string> = new Set(['begin', 'declare', 'create', 'alter'])
const BLOCK: ReadonlySet<string> = new Set(['begin', 'declare'])

/** What a statement of a block comes after, other than a semicolon. */
const BEFORE_STATEMENT: ReadonlySet<string> = new Set(['begin', 'then', 'else', 'do', 'loop', 'repeat'])

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
  const words = wordsOf(sql, rules)
  const [first = '', second = '', third = ''] = words
  const changesSession = SESSION.has(first) || (first === 'alter' && second === 'session')
  const refused = (message: string, hint: string): StatementText => ({
    diagnostics: [{ code: 'E_INVALID_DEFINITION', message, hint }],
    changesSession,
  })
  if (first === '') return refused('it is an empty statement', 'Return nothing instead: false, or undefined.')
  const executed = first === 'execute' && second === 'immediate' ? wordsOf(unquoted(third), rules) : []
  const transaction = transactionIn(words) ?? transactionIn(executed)
  if (transaction)
    return refused(
      `it sends "${transaction.join(' ')}", and kerros itself begins and ends transactions`,
      'Take it away. Several statements of one hook are a list; hook({}, …, { transaction: false }) runs outside of the transaction.',
    )
  if (first === 'alter' && second === 'session' && words.includes('autocommit'))
    return refused(
      'it changes AUTOCOMMIT, and what it leaves uncommitted would be rolled back without a word',
      'Take it away: each statement is committed, or the transaction that it is in.',
    )
  const end = words.indexOf(';')
  const blockAt = HOLDS_BLOCK.has(first) ? blockIn(words) : -1
  if (end >= 0 && end < words.length - 1 && (blockAt < 0 || end < blockAt))
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

/** The words of the first statement, at the start or in a block, that begins or ends a transaction. */
function transactionIn(words: readonly string[]): readonly string[] | undefined {
  const starts = [0, ...words.flatMap((word, i) => (startsStatement(word, words[i + 2]) ? [i + 1] : []))]
  const at = starts.find((start) => isTransaction(words.slice(start)) && (start === 0 || words[start] !== 'end'))
  return at === undefined ? undefined : words.slice(at, at + 2).filter((word) => word !== ';')
}

/** Whether a statement starts after a word; THEN and ELSE are in expressions, too. */
function startsStatement(word: string, second: string | undefined): boolean {
  return word === ';' || (BEFORE_STATEMENT.has(word) && [';', 'work', 'transaction'].includes(second ?? ''))
}

/** Where a block begins. What is in parentheses is the name of a column. */
function blockIn(words: readonly string[]): number {
  let depth = 0
  return words.findIndex((word) => {
    if (word === '(') depth++
    if (word === ')') depth--
    return depth === 0 && BLOCK.has(word)
  })
}

/** The words, names, strings and signs of some SQL; where it is uncertain what is a string, what is between spaces. */
function wordsOf(sql: string, rules: LexicalRules): readonly string[] {
  const tokens = sqlTokens(sql, rules)?.filter(({ kind }) => kind !== 'comment' && kind !== 'lineComment')
  if (tokens) return tokens.map(({ keyword, text }) => keyword || text)
  return sql
    .toLowerCase()
    .trim()
    .split(/\s+|(?=;)|(?<=;)/)
}

function unquoted(text: string): string {
  return text.replace(/^(['$]+)/, '').replace(/(['$]+)$/, '')
}
