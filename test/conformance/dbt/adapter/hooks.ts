import { type Area, byAnyEngine, byRuns, bySuite, doesNotApply, row, together } from '../behaviour.js'
import { reasons } from '../reasons.js'

const hooksOf = (...tests: readonly string[]) => bySuite(...tests.map((test) => `hooks > ${test}`))

export const hooks: Area = {
  title: 'Hooks',
  from: 'dbt-tests-adapter: hooks',
  behaviours: [
    row(
      'BasePrePostModelHooks',
      'Hooks of the project run before and after each model, inside or outside of its transaction, and know target and run.',
      hooksOf('run in the order of the page, and fail as it says', 'know the relation, the target and the run'),
    ),
    row(
      'TestPrePostModelHooksUnderscores',
      'The same with `pre_hook` and `post_hook`.',
      doesNotApply('there is one spelling, which `tsc` checks'),
    ),
    row('BaseHookRefs', 'A hook of a model reads other models.', hooksOf('wait for what they read')),
    row(
      'BasePrePostModelHooksOnSeeds',
      'Hooks of seeds change the table, which tests then see.',
      hooksOf(
        'run in the order of the page, and fail as it says',
        'change, delete and insert rows of the relation under the name "this"',
      ),
    ),
    row(
      'BaseHooksRefsOnSeeds',
      'A hook of a seed that refers to a model is an error.',
      byRuns('seeds > wait for what their hooks read'),
      'Kinder: a hook of a seed may read other relations.',
    ),
    row('BasePrePostModelHooksOnSeedsPlusPrefixed', 'The same with `+post-hook`.', doesNotApply(reasons.yaml)),
    row(
      'BasePrePostModelHooksOnSeedsPlusPrefixedWhitespace',
      'The same with white space after `+`.',
      doesNotApply(reasons.yaml),
    ),
    row(
      'BasePrePostModelHooksOnSnapshots',
      'Hooks of snapshots change the history, which tests then see.',
      hooksOf(
        'run in the order of the page, and fail as it says',
        'change, delete and insert rows of the relation under the name "this"',
      ),
    ),
    row(
      'BasePrePostModelHooksInConfig',
      'Hooks of one model are in its own options.',
      hooksOf('run in the order of the page, and fail as it says'),
    ),
    row(
      'BasePrePostModelHooksInConfigWithCount',
      'Hooks of the project and of the model both run.',
      together(
        byAnyEngine(
          'test/core/project/folder-defaults.test.ts',
          'settings of folders > are of snapshots too, and their hooks run before those of the definition',
        ),
        hooksOf('run in the order of the page, and fail as it says'),
      ),
    ),
    row(
      'BasePrePostModelHooksInConfigKwargs',
      'Hooks are written in another notation of the options.',
      doesNotApply(reasons.jinja),
    ),
    row(
      'BasePrePostSnapshotHooksInConfigKwargs',
      'Hooks of snapshots are written in another notation of the options.',
      doesNotApply(reasons.jinja),
    ),
    row(
      'BaseDuplicateHooksInConfigs',
      '`pre_hook` and `pre-hook` of one model are an error.',
      doesNotApply('there is one spelling, which `tsc` checks'),
    ),
    row(
      'BasePrePostRunHooks.test_pre_and_post_run_hooks',
      'Hooks run at the start and the end of `run`, in order, and know target, run and schemas.',
      byAnyEngine(
        'test/runtime/plan/hooks/run-hooks.test.ts',
        'hooks around a run > run before everything and after everything, as nodes of the run',
      ),
    ),
    row(
      'BasePrePostRunHooks.test_pre_and_post_seed_hooks',
      'They run around `seed`, too.',
      byAnyEngine(
        'test/runtime/plan/hooks/run-hooks.test.ts',
        'hooks around a run > run before everything and after everything, as nodes of the run',
      ),
    ),
    row(
      'BaseAfterRunHooks',
      'A hook at the start that fails is an error of the run.',
      byAnyEngine(
        'test/runtime/plan/hooks/run-hooks.test.ts',
        'hooks around a run > before a run stop it when they fail; those after it run all the same',
      ),
    ),
  ],
}
