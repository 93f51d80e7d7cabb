import { type Area, byAnyEngine, byEngine, bySuite, doesNotApply, named, row, together } from '../behaviour.js'
import { reasons } from '../reasons.js'

export const basic: Area = {
  title: 'Basics',
  from: 'dbt-tests-adapter: basic',
  behaviours: [
    row(
      'BaseSimpleMaterializations',
      'Seeds, views and tables are built, are in the catalog, and a model changes from a table to a view to an incremental table.',
      together(
        bySuite(
          'materializations > builds views and tables, and puts one in the place of the other and back',
          "a changed definition > 'a view becomes an incremental'",
          "a changed definition > 'a table becomes an incremental'",
        ),
      ),
      'Kinder: no change of the kind needs `--full-refresh`; only a history and protected rows refuse it.',
    ),
    row(
      'BaseSingularTests',
      'A query that returns rows is a failing test, and one without rows passes.',
      bySuite('data tests > count and judge the rows that the documentation says'),
    ),
    row(
      'BaseSingularTestsEphemeral',
      'A singular test reads an ephemeral model.',
      bySuite('materializations > builds, tests and shows what is written as raw SQL, as every other query'),
    ),
    row(
      'BaseEmpty',
      'A project without definitions runs, with results, and has an empty catalog.',
      byAnyEngine('test/cli/output.test.ts', 'build > says so when there is nothing to do'),
      'Other form: nothing to do is said in words, and the exit code is 0.',
    ),
    row(
      'BaseEphemeral',
      'Ephemeral models are inlined, and models over them are right.',
      bySuite('materializations > inlines ephemerals, nested ones and shared ones once'),
    ),
    row(
      'BaseIncremental',
      'A second run adds the new rows of its source to an incremental table.',
      bySuite(
        'materializations > incremental append adds new rows only',
        'materializations > incremental merge: increments equal a full rebuild, and only touched keys are computed',
      ),
    ),
    row(
      'BaseIncrementalNotSchemaChange',
      'An incremental model is built twice with the same columns and no note of a changed schema.',
      bySuite('materializations > notes columns that are another kind of value now, and a snapshot refuses them'),
    ),
    row(
      'BaseIncrementalBadStrategy',
      'A strategy that does not exist is an error that names it.',
      byAnyEngine(
        'test/materializations/incremental/incremental-materialization.test.ts',
        'refuses strategies that do not exist, and those that lack their key',
      ),
      'Stricter: `tsc` reports it, and loading the project does, before anything runs.',
    ),
    row(
      'BaseGenericTests',
      'Generic tests of models, seeds and sources run, and are selected by what they test.',
      together(
        bySuite('data tests > count and judge the rows that the documentation says'),
        byAnyEngine(
          'test/core/graph/select-nodes.test.ts',
          'selectNodes > selects the tests of what it selects, and excludes them with it',
        ),
      ),
    ),
    row(
      'BaseSnapshotCheckCols',
      'A snapshot by check adds a version for each changed row, and nothing in a run without changes.',
      bySuite(
        'materializations > snapshot check: each key has one current row, and its ranges have neither gaps nor overlaps',
      ),
    ),
    row(
      'BaseSnapshotTimestamp',
      'A snapshot by timestamp adds a version for each row with a later timestamp.',
      bySuite('materializations > snapshot timestamp: a later timestamp makes a version, an earlier one does not'),
    ),
    row(
      'BaseTableMaterialization',
      'Options of another engine’s tables, such as `sort` and `dist`, do no harm.',
      byAnyEngine(
        'test/dialects/duckdb/warehouse/relation-settings.test.ts',
        'writes comments where they are wanted, and leaves what only Snowflake has',
      ),
      'Stricter: an option that no engine has is refused; those of Snowflake do nothing on DuckDB.',
    ),
    row(
      'BaseValidateConnection',
      'The connection is opened and checked.',
      byAnyEngine('test/cli/commands/start/debug.test.ts', 'debug > reports that the database could not be created'),
    ),
    row(
      'BaseDocsGenerate',
      'The manifest, the run results and the catalog have each node, its columns, types and statistics.',
      byEngine(
        named('test/artifacts/artifacts.test.ts', [
          'artifacts > are read by the models of dbt-artifacts-parser',
          "artifacts > have the rows of tables from the engine's statistics, and count none of a view",
        ]),
        named('test/cli/commands/look/docs.test.ts', [
          'kerros docs generate in Snowflake > says how many rows tables have, and nothing of the rows of views',
        ]),
      ),
    ),
    row(
      'BaseDocsGenReferences',
      'The catalog and the manifest follow references through ephemerals, sources and blocks of docs.',
      byAnyEngine(
        'test/artifacts/artifacts.test.ts',
        'artifacts > have the TypeScript, the SQL and the place of a model',
        'artifacts > are read by the models of dbt-artifacts-parser',
      ),
      'Other form: blocks of docs are shared strings.',
    ),
    row(
      'BaseAdapterMethod',
      'A macro drops and creates schemas and relations through the adapter.',
      doesNotApply(reasons.adapterMethod),
    ),
    row(
      'BaseGetCatalogForSingleRelation',
      'The catalog can be read for one relation: columns, types, owner, statistics.',
      bySuite(
        'a warehouse > what exists > is described with types, columns in order, and comments',
        'a warehouse > what exists > comes with rows and sizes when they are asked for, and a view has none',
      ),
    ),
  ],
}
