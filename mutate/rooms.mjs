/** Tests of what a query becomes. */
const COMPILED = [
  'test/core/{compile,definitions,infer,keys,nodes,project,query,render,result}/**/*.test.ts',
  'test/core/functions/**/{canonical-functions,edges,portable-pattern,table-functions,window-*}.test.ts',
  'test/macros/**/*.test.ts',
  'test/dialects/*.test.ts',
  'test/testing/**/*.test.ts',
  'test/property/{identifiers,incrementals}.test.ts',
]

/**
 * The rooms that decide rows, values and what is dropped, each with the tests that watch it: those that run in the
 * process of the test runner, because a mutant is switched on in that process only, and that are quick, because each runs
 * for thousands of mutants. `seconds` is the CPU time after which a mutant counts as endless.
 */
export const rooms = {
  'core/graph': {
    files: ['src/core/graph/**/*.ts'],
    tests: ['test/core/graph/**/*.test.ts', 'test/core/plan/**/*.test.ts'],
    seconds: 3,
  },
  'core/plan': {
    files: ['src/core/{plan,steps}/**/*.ts'],
    tests: [
      'test/core/plan/**/*.test.ts',
      'test/property/shared-tests.test.ts',
      'test/runtime/run/{plan-equals-run,run-plan}.test.ts',
      'test/runtime/**/shared-tests.test.ts',
    ],
  },
  'core/compile': { files: ['src/core/compile/**/*.ts'], tests: COMPILED },
  'core/infer': {
    files: ['src/core/infer/**/*.ts'],
    tests: [
      'test/core/{infer,keys}/**/*.test.ts',
      'test/core/lineage/{impact,query-lineage}.test.ts',
      'test/core/compile/{compile-diagnostics,select-all}.test.ts',
      'test/core/functions/canonical-functions.test.ts',
      'test/macros/{columns-except,union-relations}.test.ts',
    ],
  },
  'core/nodes and core/render': { files: ['src/core/{nodes,render}/**/*.ts'], tests: COMPILED },
  materializations: {
    files: ['src/materializations/**/*.ts'],
    tests: [
      'test/materializations/**/*.test.ts',
      'test/core/{definitions,project}/**/*.test.ts',
      'test/dialects/snowflake/warehouse/kept-types.test.ts',
      'test/property/{incrementals,snapshots}.test.ts',
      'test/testing/**/*.test.ts',
    ],
  },
  ledgers: {
    files: [
      'src/dialects/duckdb/load/*ledger*.ts',
      'src/dialects/snowflake/load/*ledger*.ts',
      'src/ingest/plan/decide-file.ts',
    ],
    tests: [
      'test/ingest/plan/decide-file.test.ts',
      'test/dialects/duckdb/load/duckdb-ledger.test.ts',
      'test/dialects/snowflake/load/{load-ledger,snowflake-ledger}.test.ts',
      'test/runtime/load/load.test.ts',
    ],
  },
  leases: {
    files: ['src/dialects/snowflake/lease/**/*.ts', 'src/runtime/lease/**/*.ts'],
    tests: [
      'test/dialects/snowflake/lease/{end-run,lease-table,renewals,snowflake-lease,take-lease}.test.ts',
      'test/runtime/lease/{holder-process,take-run-lease}.test.ts',
    ],
  },
  'literals and decoders': {
    files: [
      'src/core/render/literal.ts',
      'src/dialects/duckdb/text/**/*.ts',
      'src/dialects/duckdb/values/**/*.ts',
      'src/dialects/snowflake/text/**/*.ts',
      'src/dialects/snowflake/values/**/*.ts',
    ],
    tests: [
      'test/core/render/literals.test.ts',
      'test/dialects/duckdb/{connect,dialect,errors,session,values,warehouse}/**/*.test.ts',
      'test/dialects/snowflake/{text,values}/**/*.test.ts',
      'test/dialects/*.test.ts',
    ],
  },
}
