/** What a statement does to its session's transaction. */
export type TransactionVerb = 'begin' | 'commit' | 'rollback'

const VERBS: Readonly<Record<string, TransactionVerb>> = {
  abort: 'rollback',
  begin: 'begin',
  commit: 'commit',
  end: 'commit',
  rollback: 'rollback',
  start: 'begin',
}

/** Comments and white space, then the first word. */
const FIRST_WORD = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([a-z]+)/i

/** What `sql` does to its session's transaction, if anything. */
export function transactionVerb(sql: string): TransactionVerb | undefined {
  const word = firstWord(sql)
  return word === undefined ? undefined : VERBS[word]
}

const CHANGES: ReadonlySet<string | undefined> = new Set(['create', 'delete', 'insert', 'merge', 'update'])

/** Whether `sql` may change rows, or what can be read. */
export function changesRows(sql: string): boolean {
  return CHANGES.has(firstWord(sql))
}

function firstWord(sql: string): string | undefined {
  return FIRST_WORD.exec(sql)?.[1]?.toLowerCase()
}
