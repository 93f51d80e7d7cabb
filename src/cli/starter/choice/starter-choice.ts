/** What a new project can begin with, in the order in which it is offered. */
export const TEMPLATE_NAMES = ['shop', 'movielens', 'empty'] as const

/** Where a new project is built. `snowflake` is next to DuckDB, which needs no account. */
export const ENGINES = ['duckdb', 'snowflake'] as const

/** For which services a workflow can be written. */
export const CI_SERVICES = ['github'] as const

/** What is chosen about a new project. */
export interface StarterChoice {
  readonly template: (typeof TEMPLATE_NAMES)[number]
  readonly engine: (typeof ENGINES)[number]
  /** Whose workflow is written; `undefined` for no one's. */
  readonly ci: (typeof CI_SERVICES)[number] | undefined
}

/** The choice of a person who makes none. */
export const USUAL_CHOICE: StarterChoice = { template: 'shop', engine: 'duckdb', ci: undefined }
