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
import { snowflakeOnServer } from './snowflake-on-server.js'
import { freshnessSuite } from './sources/freshness-suite.js'
import { anomalySuite } from './tests/anomaly-suite.js'
import { dataTestSuite } from './tests/data-test-suite.js'
import { recencySuite } from './tests/recency-suite.js'
import { relationTestSuite } from './tests/relation-test-suite.js'
import { storeFailuresSuite } from './tests/store-failures-suite.js'
import { stampsSuite } from './warehouse/stamps-suite.js'
import { warehouseSuite } from './warehouse/warehouse-suite.js'

const engine = await snowflakeOnServer()

sqlDialectSuite(engine)
warehouseSuite(engine)
stampsSuite(engine, {
  isPerTable: true,
  changes: [
    ['rename', ['alter table raw.films rename to raw.old', 'create table raw.films as select * from raw.old']],
    [
      'swap',
      ['create table raw.new_films as select * from raw.films', 'alter table raw.films swap with raw.new_films'],
    ],
    ['clone', ['create table raw.old as select * from raw.films', 'create or replace table raw.films clone raw.old']],
    ['insert overwrite', ["insert overwrite into raw.films select 3, 'Cube'"]],
    ['a delete of no row', ['delete from raw.films where id = 9']],
  ],
})
materializationSuite(engine)
identitySuite(engine)
microbatchSuite(engine)
macroSuite(engine, { numRuns: 4 })
constraintSuite(engine, {
  declared: (table) => `show constraints in table dev.${table}`,
  expected: {
    notNull: ['not null (LOADED_AT)'],
    primaryKey: ['primary key (ID) rely'],
    unique: ['unique (NUMBER) rely'],
    check: ['check POSITIVE_AMOUNT ("AMOUNT" > 0)'],
    foreignKey: ['foreign key (CUSTOMER_ID) references CUSTOMERS (CUSTOMER_ID)'],
  },
})
dataTestSuite(engine)
freshnessSuite(engine)
relationTestSuite(engine, { numRuns: 6 })
recencySuite(engine)
storeFailuresSuite(engine)
anomalySuite(engine)
hookSuite(engine, { isTransactional: false, numRuns: 10 })
predicatesSuite(engine, { numRuns: 32 })
changedCodeSuite(engine)
auditSuite(engine)
auditOptionsSuite(engine)
auditHistoriesSuite(engine, { numRuns: 12 })
