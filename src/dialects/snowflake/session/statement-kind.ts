/** What a statement does to its session's transaction. */
export type TransactionVerb = 'begin' | 'commit' | 'rollback'

/** Comments, white space and opening brackets, then the statement. */
const LEAD = /^(?:\s|--[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*/

/** What can run twice without changing anything. */
const READS: ReadonlySet<string> = new Set([
  'select',
  'with',
  'show',
  'describe',
  'desc',
  'list',
  'ls',
  'explain',
  'values',
])

/** BEGIN alone; with statements after it, it is a block of Snowflake Scripting. */
const BEGIN = /^(?:begin(?:\s+(?:transaction|work))?|start\s+transaction)(?:\s+name\s+\S+)?\s*;?\s*$/i

/** The first word of a statement, in lower case. */
export function firstWord(sql: string): string {
  return /^[a-z]+/i.exec(withoutLead(sql))?.[0].toLowerCase() ?? ''
}

/** What `sql` does to its session's transaction, if anything. */
export function transactionVerb(sql: string): TransactionVerb | undefined {
  const word = firstWord(sql)
  if (word === 'commit' || word === 'rollback') return word
  return BEGIN.test(withoutLead(sql)) ? 'begin' : undefined
}

/** Whether a statement only reads, so that it may be repeated without asking what became of it. */
export function isRead(sql: string): boolean {
  return READS.has(firstWord(sql))
}

/** Whether a statement changes rows and answers with a report of how many. */
export function isDml(sql: string): boolean {
  return ['insert', 'update', 'delete', 'merge'].includes(firstWord(sql))
}

/** Whether a statement commits the open transaction before it runs, and then itself. */
export function isDdl(sql: string): boolean {
  return /^(?:create|alter(?!\s+session\b)|drop|undrop|comment|grant|revoke)\b/i.test(withoutLead(sql))
}

/** Whether a statement chooses the warehouse of its session. */
export function isUseWarehouse(sql: string): boolean {
  return /^use\s+warehouse\b/i.test(withoutLead(sql))
}

function withoutLead(sql: string): string {
  return sql.slice(LEAD.exec(sql)?.[0].length ?? 0)
}
