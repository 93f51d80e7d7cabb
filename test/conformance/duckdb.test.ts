import { duckdb } from 'kerros/duckdb'
import type { EngineUnderTest } from './contract-suite.js'
import { sqlDialectSuite } from './kysely/sql-dialect-suite.js'
import { macroSuite } from './macros/macro-suite.js'
import { auditHistoriesSuite } from './materializations/audit-histories-suite.js'
import { auditOptionsSuite } from './materializations/audit-options-suite.js'
import { auditSuite } from './materializations/audit-suite.js'
import { changedCodeSuite } from './materializations/changed-code-suite.js'
import { constraintSuite } from './materializations/constraint-suite.js'
import { hookSuite } from './materializations/hook-suite.js'
import { identitySuite } from './materializations/identity-suite.js'
import { materializationSuite } from './materializations/materialization-suite.js'
import { microbatchSuite } from './materializations/microbatch-suite.js'
import { predicatesSuite } from './materializations/predicates-suite.js'
import { freshnessSuite } from './sources/freshness-suite.js'
import { anomalySuite } from './tests/anomaly-suite.js'
import { dataTestSuite } from './tests/data-test-suite.js'
import { recencySuite } from './tests/recency-suite.js'
import { relationTestSuite } from './tests/relation-test-suite.js'
import { storeFailuresSuite } from './tests/store-failures-suite.js'
import { stampsSuite } from './warehouse/stamps-suite.js'
import { warehouseSuite } from './warehouse/warehouse-suite.js'

const engine: EngineUnderTest = {
  name: 'DuckDB',
  skip: [
    {
      reason: "a database file is one run's, whatever the schema",
      tests: ['a warehouse > the lease of a schema > leaves other schemas to other runs'],
    },
    {
      reason: 'the lock of a database file ends with its process, so no holder comes back late',
      tests: ['a warehouse > the lease of a schema > has a token that is greater for the next holder'],
    },
  ],
  createTarget: () => duckdb({ path: 'scratch.duckdb' }),
}

sqlDialectSuite(engine)
warehouseSuite(engine)
stampsSuite(engine, {
  isPerTable: false,
  changes: [['rename', ['alter table raw.films rename to old', 'create table raw.films as from raw.old']]],
})
materializationSuite(engine)
identitySuite(engine)
microbatchSuite(engine)
macroSuite(engine, { numRuns: 40 })
constraintSuite(engine, {
  declared: (table) =>
    `select lower(constraint_type) || ' ' || coalesce(expression, '(' || array_to_string(constraint_column_names, ', ') || ')')
from duckdb_constraints() where table_name = '${table}'
and not (constraint_type = 'NOT NULL' and constraint_column_names[1] in ('id', 'customer_id'))`,
  expected: {
    notNull: ['not null (loaded_at)'],
    primaryKey: ['primary key (id)'],
    unique: ['unique (number)'],
    check: ['check (amount > 0)'],
    foreignKey: [],
  },
})
dataTestSuite(engine)
freshnessSuite(engine)
relationTestSuite(engine, { numRuns: 40 })
recencySuite(engine)
storeFailuresSuite(engine)
anomalySuite(engine)
hookSuite(engine, { isTransactional: true, numRuns: 40 })
predicatesSuite(engine, { numRuns: 80 })
changedCodeSuite(engine)
auditSuite(engine)
auditOptionsSuite(engine)
auditHistoriesSuite(engine, { numRuns: 25 })
