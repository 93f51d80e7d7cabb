import { sourceRelation } from '../core/project/source-relation.js'
import { duckDbSqlDialect } from '../dialects/duckdb/warehouse/duckdb-sql-dialect.js'
import { snowflakeSqlDialect } from '../dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import type { TestingPlace } from './testing-project.js'

function place(parts: Omit<TestingPlace, 'sourceRelation'>): TestingPlace {
  return {
    ...parts,
    sourceRelation: (source) => sourceRelation(source, parts),
  }
}

/** Where definitions are assumed to be when they are only compiled. */
export const compilePlaces = {
  duckdb: place({ dialect: duckDbSqlDialect('memory'), database: 'memory', schema: 'main' }),
  snowflake: place({ dialect: snowflakeSqlDialect(), database: 'ANALYTICS', schema: 'DEV' }),
} as const satisfies { readonly [dialect: string]: TestingPlace }

/** A dialect that `compileSql` can compile for. */
export type DialectName = keyof typeof compilePlaces
