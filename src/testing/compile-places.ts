import { sourceRelation } from '../core/project/source-relation.js'
import { duckDbSql } from '../dialects/duckdb/warehouse/duckdb-sql.js'
import { snowflakeSql } from '../dialects/snowflake/warehouse/snowflake-sql.js'
import type { TestingPlace } from './testing-project.js'

function place(parts: Omit<TestingPlace, 'sourceRelation'>): TestingPlace {
  return {
    ...parts,
    sourceRelation: (source) => sourceRelation(source, parts),
  }
}

/** Where definitions are imagined to lie when they are only compiled. */
export const compilePlaces = {
  duckdb: place({ dialect: duckDbSql('memory'), database: 'memory', schema: 'main' }),
  snowflake: place({ dialect: snowflakeSql(), database: 'ANALYTICS', schema: 'DEV' }),
} as const satisfies { readonly [dialect: string]: TestingPlace }

/** A dialect that `compileSql` can compile for. */
export type DialectName = keyof typeof compilePlaces
