import { type Area, byRuns, bySuite, doesNotApply, row } from '../behaviour.js'

const KINDS = { Table: 'a table', View: 'a view', Incremental: 'an incremental table' } as const

export const constraints: Area = {
  title: 'Contracts and constraints',
  from: 'dbt-tests-adapter: constraints',
  behaviours: [
    ...(['Table', 'View', 'Incremental'] as const).flatMap((kind) => {
      const contract = (test: string) => byRuns(`contracts of models > of ${KINDS[kind]} ${test}`)
      const dbt = `Base${kind}ConstraintsColumnsEqual.test__constraints`
      return [
        row(
          `${dbt}_wrong_column_order`,
          `A contract of ${KINDS[kind]} holds in any order of the columns.`,
          contract('holds in any order of the columns'),
        ),
        row(
          `${dbt}_wrong_column_names`,
          `A contract of ${KINDS[kind]} is broken by columns with other names.`,
          contract('is broken by other names, and nothing is published'),
        ),
        row(
          `${dbt}_wrong_column_data_types`,
          `A contract of ${KINDS[kind]} is broken by columns of other types.`,
          contract('is broken by other types, and the old rows stay'),
        ),
        row(
          `${dbt}_correct_column_data_types`,
          `A contract of ${KINDS[kind]} holds for each type that it names.`,
          contract('holds for each type that it names'),
        ),
      ]
    }),
    row(
      'BaseConstraintsRuntimeDdlEnforcement',
      'Constraints of a table’s columns are in the statement that makes it.',
      bySuite('constraints > declares what the engine has, in the first run and when the table is replaced'),
    ),
    row(
      'BaseIncrementalConstraintsRuntimeDdlEnforcement',
      'Constraints of an incremental table’s columns are in the statement that makes it.',
      bySuite(
        'constraints > keeps those of an incremental table through its runs, and changes them (key: none)',
        'constraints > adds columns to an incremental table that has constraints',
      ),
    ),
    row(
      'BaseConstraintsRollback',
      'A row that breaks a constraint leaves the old table in place.',
      bySuite(
        'constraints > rows that break one > leave the table as it was: primary key "id": 1 value in several rows',
        'constraints > rows that break one > are refused by NOT NULL, and are all named',
      ),
      'Stricter: the rows are checked before anyone reads them, also where an engine only records a constraint.',
    ),
    row(
      'BaseIncrementalConstraintsRollback',
      'A row that breaks a constraint leaves the incremental table as it was.',
      bySuite(
        'constraints > rows that break one > leave an incremental table as it was (key: none): check "positive_amount": 1 row',
      ),
      'Stricter: the rows are checked before anyone reads them, also where an engine only records a constraint.',
    ),
    row(
      'BaseTableContractSqlHeader',
      'A contract is compared where the model has a `sql_header`.',
      doesNotApply('queries have no header: what a session needs, the target sets'),
    ),
    row(
      'BaseIncrementalContractSqlHeader',
      'The same for an incremental model.',
      doesNotApply('queries have no header: what a session needs, the target sets'),
    ),
    row(
      'BaseModelConstraintsRuntimeEnforcement',
      'Constraints of the model, such as a primary key of two columns and a foreign key, are in the statement.',
      bySuite(
        'constraints > declares what the engine has, in the first run and when the table is replaced',
        'constraints > rows that break one > leave the table as it was: foreign key "customer_id" to "known": 1 row without a match',
      ),
      'Stricter: the rows are checked before anyone reads them, also where an engine only records a constraint.',
    ),
    row(
      'BaseConstraintQuotedColumn',
      'A constraint may be on a column whose name has to be quoted.',
      byRuns('places of relations > select is a name of a schema, a relation and a column, and comes back as it is'),
    ),
    row(
      'BaseIncrementalForeignKeyConstraint',
      'A foreign key of an incremental table refers to another model, in the first and in later runs.',
      bySuite(
        'constraints > builds a relation that a foreign key points to first, and replaces it in any run',
        'constraints > keeps those of an incremental table through its runs, and changes them (key: none)',
      ),
    ),
  ],
}
