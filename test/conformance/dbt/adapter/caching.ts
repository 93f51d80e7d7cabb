import { type Area, byAnyEngine, byEngine, byRuns, bySuite, doesNotApply, named, row } from '../behaviour.js'
import { reasons } from '../reasons.js'

export const caching: Area = {
  title: 'Caching, catalog, connections',
  from: 'dbt-tests-adapter: caching, catalog, catalog_integrations, dbt_debug, dbt_show, dbt_clone',
  behaviours: [
    row(
      'BaseCachingLowercaseModel',
      'A relation with a name in lower case is found by the second run, which knows what exists.',
      byRuns('places of relations > names in lower, upper and mixed case are found by the next run'),
    ),
    row(
      'BaseCachingUppercaseModel',
      'A relation with a name in upper case is found by the second run.',
      byRuns('places of relations > names in lower, upper and mixed case are found by the next run'),
    ),
    row(
      'BaseCachingSelectedSchemaOnly',
      'With `--cache-selected-only` only the schemas of the selected models are read.',
      byRuns('runs > a selection asks what exists only of its own schemas'),
      'Kinder: it is always so, without an option.',
    ),
    row(
      'BaseNoPopulateCache',
      'With `--no-populate-cache` nothing is read before the run.',
      doesNotApply('what exists decides the plan, which is made before anything runs; it is read once'),
    ),
    row(
      'CatalogRelationTypes',
      'The catalog says of each relation whether it is a table, a view or a materialized view.',
      bySuite(
        'a warehouse > what exists > is described with types, columns in order, and comments',
        'a warehouse > what exists > comes with rows and sizes when they are asked for, and a view has none',
      ),
    ),
    row(
      'BaseCatalogIntegrationValidation',
      'A model can name a catalog integration, such as one of Iceberg.',
      doesNotApply('neither engine’s tables are written through a catalog of another program'),
    ),
    row(
      'BaseDebugPostgres.test_ok',
      '`debug` checks the configuration and the connection, and says that all is well.',
      byAnyEngine('test/cli/output.test.ts', '--json > debug writes one object a line, and nothing else'),
    ),
    row(
      'BaseDebugPostgres.test_connection_flag',
      '`debug --connection` checks the connection only, and says what is missing for it.',
      byAnyEngine(
        'test/cli/commands/start/debug.test.ts',
        'debug > checks the connection of a project that does not load, reports its diagnostics, and exits with 2',
      ),
      'Kinder: the connection is checked even where the project does not load, without an option.',
    ),
    row(
      'BaseDebugPostgres.test_nopass',
      'A profile without a password is an error of the profile.',
      byEngine(
        { kind: 'doesNotApply', reason: 'a file has no login' },
        named('test/cli/commands/start/debug.test.ts', [
          'debug > reports a refused login with a hint and without a secret, and exits with 2',
        ]),
      ),
    ),
    row(
      'BaseDebugPostgres.test_wronguser',
      'A user that the warehouse refuses is an error of the connection.',
      byEngine(
        { kind: 'doesNotApply', reason: 'a file has no login' },
        named('test/cli/commands/start/debug.test.ts', [
          'debug > reports a refused login with a hint and without a secret, and exits with 2',
        ]),
      ),
    ),
    row(
      'BaseDebugPostgres.test_empty_target',
      'A target without settings is an error.',
      byAnyEngine('test/core/project/careless-definitions.test.ts', "careless definitions > dbt's form of a target"),
      'Stricter: `tsc` reports it first.',
    ),
    row('BaseDebugProfileVariable', 'The name of the profile may be made by a template.', doesNotApply(reasons.jinja)),
    row(
      'BaseDebugInvalidProjectPostgres.test_empty_project',
      'A configuration without anything in it is an error.',
      byAnyEngine('test/core/project/careless-definitions.test.ts', 'careless definitions > a project without a name'),
    ),
    row(
      'BaseDebugInvalidProjectPostgres.test_badproject',
      'An option that does not exist is an error of the project’s file.',
      byAnyEngine(
        'test/cli/commands/start/debug.test.ts',
        'debug > reports a configuration that does not load as every command does',
      ),
    ),
    row(
      'BaseDebugInvalidProjectPostgres.test_not_found_project',
      'A folder without a project is an error.',
      byAnyEngine(
        'test/cli/dbt/kerros-dbt.test.ts',
        'kerros-dbt > cannot run without a project, with an unknown target or with an option that dbt does not have: 2',
      ),
    ),
    row(
      'BaseDebugInvalidProjectPostgres.test_invalid_project_outside_current_dir',
      'A project that another folder has is checked there.',
      byAnyEngine(
        'test/cli/commands/start/debug.test.ts',
        'debug > reports a configuration that does not load as every command does',
      ),
    ),
    row(
      'BaseDebugInvalidProjectPostgres.test_profile_not_found',
      'A profile that does not exist is an error that names it.',
      byAnyEngine(
        'test/cli/dbt/kerros-dbt.test.ts',
        'kerros-dbt > cannot run without a project, with an unknown target or with an option that dbt does not have: 2',
      ),
    ),
    row(
      'BaseShowLimit',
      '`show` prints five rows, with `--limit` another number, or all of them.',
      byRuns('runs > show reads the number of rows that are asked for, of a query with a limit of its own, too'),
    ),
    row(
      'BaseShowSqlHeader',
      'A statement before the query, as `sql_header` has it, runs with `show`, too.',
      doesNotApply('queries have no header: what a session needs, the target sets'),
    ),
    row(
      'BaseShowDoesNotHandleDoubleLimit',
      'A query with a limit of its own and `--limit` is an error of the engine.',
      byRuns('runs > show reads the number of rows that are asked for, of a query with a limit of its own, too'),
      'Kinder: the smaller of the two holds.',
    ),
    row(
      'BaseClonePossible.test_can_clone_true',
      'A clone of each relation of a state is made in another schema.',
      byRuns(
        'clone > makes each relation of the state, tables where the engine can, else views',
        'clone > leaves what exists, and replaces it with a full refresh',
      ),
    ),
    row(
      'BaseClonePossible.test_clone_no_state',
      '`clone` without a state is an error.',
      byRuns('clone > says what the state does not have, and fails for what is gone there'),
    ),
    row(
      'BaseCloneNotPossible',
      'Where the engine cannot clone, views of the originals are made.',
      byRuns('clone > makes each relation of the state, tables where the engine can, else views'),
    ),
    row(
      'BaseCloneSameSourceAndTarget',
      'A relation is not cloned onto itself.',
      byRuns('clone > never replaces a history without a full refresh, nor a relation by itself'),
    ),
    row(
      'BaseCloneSameTargetAndState',
      'A state in the folder that is written is noted.',
      doesNotApply('the manifest of a state is read before one is written'),
    ),
  ],
}
