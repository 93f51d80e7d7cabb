import { type Area, byEngine, byRuns, bySuite, doesNotApply, named, row } from '../behaviour.js'
import { reasons } from '../reasons.js'

const settings = (...tests: readonly string[]) =>
  named('test/dialects/snowflake/warehouse/relation-settings.test.ts', tests)
const grants = (...tests: readonly string[]) =>
  byEngine({ kind: 'doesNotApply', reason: reasons.duckdbGrants }, settings(...tests))
const docs = (...tests: readonly string[]) => byRuns(...tests.map((test) => `persisted descriptions > ${test}`))
const dynamic = (...tests: readonly string[]) =>
  byEngine(
    { kind: 'doesNotApply', reason: 'DuckDB has none: a plain table is built by each run' },
    named('test/dialects/snowflake/warehouse/dynamic-tables.test.ts', tests),
  )

export const storage: Area = {
  title: 'Grants, descriptions, dynamic tables',
  from: 'dbt-tests-adapter: grants, persist_docs, materialized_view',
  behaviours: [
    row(
      'BaseModelGrants',
      'Grants of views and tables are made, changed and revoked as the project says.',
      grants(
        'how relations are stored > writes clustering, grants to keep and comments where Snowflake wants them',
        'grants of a relation that is replaced > that were copied are revoked where the definition dropped them',
      ),
    ),
    row(
      'BaseIncrementalGrants',
      'Grants of an incremental table are changed where they differ, and nothing is sent where they do not.',
      grants(
        'grants of an incremental table > are granted and revoked where they changed, and the comment says what was granted',
      ),
    ),
    row(
      'BaseSeedGrants',
      'Grants of a seed follow the project.',
      grants(
        'grants of a relation that is replaced > that were copied are revoked where the definition dropped them',
        'grants of a relation that is replaced > are gone with the relation where they are not copied, so there is nothing to revoke',
      ),
    ),
    row(
      'BaseSnapshotGrants',
      'Grants of a snapshot follow the project.',
      grants(
        'grants of an incremental table > are granted and revoked where they changed, and the comment says what was granted',
      ),
    ),
    row(
      'BaseInvalidGrants',
      'A role or a privilege that does not exist is the engine’s error.',
      byEngine(
        { kind: 'doesNotApply', reason: reasons.duckdbGrants },
        named('test/dialects/snowflake/debug/diagnose.test.ts', [
          'the diagnosis of a target > says of every schema, owner, warehouse and grantee what is missing',
        ]),
      ),
      'Kinder: `kerros debug` names a role that does not exist, and what to grant.',
    ),
    row(
      'BasePersistDocs',
      'Descriptions of relations and columns are comments in the warehouse, with quotes, line breaks and dollars as they are.',
      docs('are comments of relations and columns as they are written, and of no others'),
    ),
    row(
      'BasePersistDocsColumnMissing',
      'A described column that the query does not return is noted.',
      docs('of a column that the query does not return are an error before anything runs'),
      'Stricter: it is an error of `tsc` and of the project.',
    ),
    row(
      'BasePersistDocsAllColumnsMissing',
      'A model whose described columns are all missing runs, with a note.',
      docs('of a column that the query does not return are an error before anything runs'),
      'Stricter: it is an error of `tsc` and of the project.',
    ),
    row(
      'BasePersistDocsQuotedColumnCaseSensitive',
      'A quoted column whose case differs is noted.',
      docs('are of the column of exactly that name, and no two columns differ by case only'),
      'Stricter: a name in another case is an error, and so are two columns that differ by case only.',
    ),
    row(
      'BasePersistDocsQuotedDescriptionNotAppliedOnMismatch',
      'Its description goes to no other column.',
      docs('are of the column of exactly that name, and no two columns differ by case only'),
      'Stricter: a name in another case is an error, and so are two columns that differ by case only.',
    ),
    row(
      'BasePersistDocsCommentOnQuotedColumn',
      'A column whose name has to be quoted has its comment.',
      docs('are comments of relations and columns as they are written, and of no others'),
    ),
    row(
      'MaterializedViewBasic.test_materialized_view_create',
      'A materialized view is created.',
      dynamic(
        'the statements of a dynamic table > creates it with its lag and its warehouse',
        'dynamic tables on the protocol server > are made once, then left alone, altered and made again as they change',
      ),
    ),
    row(
      'MaterializedViewBasic.test_materialized_view_create_idempotent',
      'A second run leaves it as it is.',
      dynamic('the statements of a dynamic table > sends nothing when nothing has changed, not even for its warehouse'),
    ),
    row(
      'MaterializedViewBasic.test_materialized_view_full_refresh',
      'A full refresh makes it again.',
      dynamic('the statements of a dynamic table > makes it again for everything else, and on request'),
    ),
    row(
      'MaterializedViewBasic.test_materialized_view_replaces_table',
      'It takes the place of a table.',
      dynamic('the statements of a dynamic table > drops a table that is in its place first'),
    ),
    row(
      'MaterializedViewBasic.test_materialized_view_replaces_view',
      'It takes the place of a view.',
      dynamic('the statements of a dynamic table > drops a view that is in its place first'),
    ),
    row(
      'MaterializedViewBasic.test_table_replaces_materialized_view',
      'A table takes its place.',
      bySuite('materializations > builds dynamic tables, in the place of views and tables and back, with all rows'),
    ),
    row(
      'MaterializedViewBasic.test_view_replaces_materialized_view',
      'A view takes its place.',
      bySuite('materializations > builds dynamic tables, in the place of views and tables and back, with all rows'),
    ),
    row(
      'MaterializedViewBasic.test_materialized_view_only_updates_after_refresh',
      'Its rows change with a refresh only.',
      doesNotApply('Snowflake refreshes a dynamic table by its lag; kerros does not ask for one'),
      'Other form: `targetLag` says how old its rows may be.',
    ),
    row(
      'MaterializedViewChanges.test_full_refresh_occurs_with_changes',
      'With a full refresh and changed settings it is made again.',
      dynamic('the statements of a dynamic table > makes it again for everything else, and on request'),
    ),
    row(
      'MaterializedViewChangesApplyMixin.test_change_is_applied_via_alter',
      'A changed setting that can be altered is altered.',
      dynamic('the statements of a dynamic table > alters what can be altered'),
    ),
    row(
      'MaterializedViewChangesApplyMixin.test_change_is_applied_via_replace',
      'Another changed setting makes it again.',
      dynamic('the statements of a dynamic table > makes it again for everything else, and on request'),
    ),
    row(
      'MaterializedViewChangesContinueMixin',
      'With `on_configuration_change: continue` a changed setting is noted and not applied.',
      doesNotApply('a run makes what the definitions say: settings are always applied'),
    ),
    row(
      'MaterializedViewChangesFailMixin',
      'With `on_configuration_change: fail` a changed setting is an error.',
      doesNotApply('a run makes what the definitions say: settings are always applied'),
    ),
  ],
}
