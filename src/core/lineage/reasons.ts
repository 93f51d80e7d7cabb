/** How a column is made of another one. The last that holds on the way between them counts. */
export const HOWS = ['copied', 'renamed', 'transformed', 'aggregated'] as const

/** How a column is made of another one: docs/lineage.md says what each means. */
export type How = (typeof HOWS)[number]

/** Why a column decides which rows there are, or which of several values a column gets: docs/lineage.md. */
export type Reason =
  | 'where'
  | 'since'
  | 'touched'
  | 'join'
  | 'lateral'
  | 'group by'
  | 'having'
  | 'qualify'
  | 'distinct'
  | 'order by'
  | 'limit'
  | 'union'
  | 'intersect'
  | 'except'
  | 'unique key'
  | 'new version'
  | 'batch'
  | 'raw sql'
  | 'case'
  | 'filter'
  | 'window'
  | 'subquery'
