const CLAUSES: { readonly [name: string]: string } = {
  reads: 'what it reads and joins',
  united: 'what it is united with',
  distinct: 'the distinct rows',
  'one row of all': 'whether it has one row of all',
  'perhaps one row of all': 'perhaps whether it has one row of all',
  query: 'the query',
}

/** What a clause that decides the rows of a query is called for readers; most are called as in SQL. */
export function clauseWords(name: string): string {
  return Object.hasOwn(CLAUSES, name) ? CLAUSES[name]! : name
}
