import { type Area, byAnyEngine, doesNotApply, row, together } from '../behaviour.js'
import { reasons } from '../reasons.js'

const select = (...tests: readonly string[]) =>
  byAnyEngine('test/core/graph/select-nodes.test.ts', ...tests.map((test) => `selectNodes > ${test}`))
const laws = (...tests: readonly string[]) => byAnyEngine('test/core/graph/selection-laws.test.ts', ...tests)
const TAG = 'tag:nightly selects src_movies src_ratings'
const TAG_AND = 'tag:nightly,tag:slow selects src_movies'
const CHILDREN = 'src_ratings+1 selects int_scores not_null_src_ratings_id relationships_ratings_movies src_ratings'
const PARENTS = '+top_movies selects genres int_scores raw_movies raw_ratings src_movies src_ratings top_movies'
const AT = '@genres selects board genres int_scores raw_movies raw_ratings src_movies src_ratings top_movies'
const FOLDER = 'src/intermediate selects int_scores'
const UNION = 'makes a union of several items and of spaces'
const TESTS = 'selects the tests of what it selects, and excludes them with it'
const EXCLUDE = 'selection > exclude takes away exactly what select would give'
const INTERSECTION = 'selection > a comma is an intersection, in any order'
const GROUPS = byAnyEngine(
  'test/core/graph/named-selectors.test.ts',
  'named selectors > have groups, with the operators of a name',
)
const SELECTORS = byAnyEngine(
  'test/core/graph/named-selectors.test.ts',
  'named selectors > are unions and intersections, less what they exclude',
  'named selectors > name each other, with the operators of a name',
)
const VERSIONS = doesNotApply(reasons.versions)

export const selection: Area = {
  title: 'Selection',
  from: 'dbt-core: tests/functional/graph_selection',
  behaviours: [
    row('TestGraphSelection.test_specific_model', 'A name selects a model.', select('src_movies selects src_movies')),
    row('TestGraphSelection.test_tags', '`tag:` selects models with a tag.', select(TAG)),
    row(
      'TestGraphSelection.test_tags_and_children',
      '`tag:x+` selects them and all that reads them.',
      select(
        '2+tag:slow+1 selects board genres int_scores raw_movies relationships_ratings_movies src_movies src_ratings top_movies unique_src_movies_id',
      ),
    ),
    row(
      'TestGraphSelection.test_tags_and_children_limited',
      '`tag:x+2` goes two nodes far.',
      select(
        '2+tag:slow+1 selects board genres int_scores raw_movies relationships_ratings_movies src_movies src_ratings top_movies unique_src_movies_id',
      ),
    ),
    row('TestGraphSelection.test_group', '`group:` selects the models of a group.', GROUPS),
    row(
      'TestGraphSelection.test_specific_model_and_children',
      '`a+` selects a model and all that reads it.',
      select('top_movies+ selects board top_movies'),
    ),
    row('TestGraphSelection.test_specific_model_and_children_limited', '`a+1` goes one node far.', select(CHILDREN)),
    row(
      'TestGraphSelection.test_specific_model_and_parents',
      '`+a` selects a model and all that it needs.',
      select(PARENTS),
    ),
    row(
      'TestGraphSelection.test_specific_model_and_parents_limited',
      '`1+a` goes one node far.',
      select('1+top_movies selects genres int_scores top_movies'),
    ),
    row(
      'TestGraphSelection.test_specific_model_with_exclusion',
      '`--exclude` takes nodes away from what is selected.',
      laws(EXCLUDE),
    ),
    row(
      'TestGraphSelection.test_locally_qualified_name',
      'Folders and the name, with dots between, select a model; a path selects all in it.',
      select('staging.src_movies selects src_movies', FOLDER),
    ),
    row(
      'TestGraphSelection.test_locally_qualified_name_model_with_dots',
      'A name with dots in it is selected by its folder and itself.',
      select('reads names, files and paths with dots, + and @ in them'),
    ),
    row(
      'TestGraphSelection.test_childrens_parents',
      '`@a` selects what reads a model, and all that these need.',
      select(AT),
    ),
    row(
      'TestGraphSelection.test_more_childrens_parents',
      '`@a` selects tests of what it finds, too.',
      together(select(AT), laws('selection > @a holds +a+, and all that anything in a+ needs')),
    ),
    row('TestGraphSelection.test_concat', 'Several items of one option are a union.', select(UNION)),
    row('TestGraphSelection.test_concat_multiple', 'The option several times is a union, too.', select(UNION)),
    row('TestGraphSelection.test_concat_exclude', 'A union without what is excluded.', laws(EXCLUDE)),
    row('TestGraphSelection.test_concat_exclude_multiple', 'The same with the options several times.', laws(EXCLUDE)),
    row(
      'TestGraphSelection.test_concat_exclude_concat',
      'A union without a union.',
      laws(EXCLUDE, 'selection > a space and several items are a union, in any order'),
    ),
    row(
      'TestGraphSelection.test_exposure_parents',
      '`+exposure:` selects all that a dashboard needs.',
      select('exposure:board selects board', PARENTS),
    ),
    row(
      'TestListPathGraphSelection',
      'A path is read from the project’s folder, also when the command is elsewhere.',
      select('./src/intermediate/ selects int_scores'),
    ),
    row('TestGroupSelection.test_select_models_by_group', '`group:` selects the models of a group.', GROUPS),
    row('TestGroupSelection.test_select_group_selector_str', 'A named selector says the same as a string.', SELECTORS),
    row(
      'TestGroupSelection.test_select_group_selector_dict',
      'A named selector says the same as an object.',
      SELECTORS,
    ),
    row(
      'TestGroupSelection.test_select_models_by_group_and_children',
      '`+group:x+` selects a group with all around it.',
      GROUPS,
    ),
    row('TestGroupSelection.test_select_group_and_children', '`group:x+` selects a group and what reads it.', GROUPS),
    row(
      'TestGroupSelection.test_select_group_and_children_selector_str',
      'A named selector says the same as a string.',
      SELECTORS,
    ),
    row('TestGroupSelection.test_select_models_two_groups', 'Two groups are a union.', GROUPS),
    row(
      'TestCompileInlineWithSelector',
      'A query that is given on the command line is compiled without a selection.',
      byAnyEngine(
        'test/cli/commands/look/show-inline.test.ts',
        'show --inline > refuses a name as well',
        'show --inline > shows the rows of a query in a file that is no part of the project',
      ),
    ),
    row('TestIntersectionSyncs.test_same_model_intersection', '`a,a` is a.', laws(INTERSECTION)),
    row('TestIntersectionSyncs.test_same_model_intersection_selectors', 'A named selector says the same.', SELECTORS),
    row('TestIntersectionSyncs.test_tags_intersection', '`tag:x,tag:y` selects what has both.', select(TAG_AND)),
    row('TestIntersectionSyncs.test_tags_intersection_selectors', 'A named selector says the same.', SELECTORS),
    row(
      'TestIntersectionSyncs.test_intersection_triple_descending',
      '`a+,b+,c+` selects what reads all three.',
      laws(INTERSECTION),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_triple_descending_schema',
      'A path among them bounds the rest.',
      select(
        'package:shop,resource_type:seed selects genres',
        '+int_scores,resource_type:model selects int_scores src_movies src_ratings',
      ),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_triple_descending_schema_selectors',
      'A named selector says the same.',
      SELECTORS,
    ),
    row(
      'TestIntersectionSyncs.test_intersection_triple_ascending',
      '`+a,+b,+c` selects what all three need.',
      laws(INTERSECTION),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_triple_ascending_schema_selectors',
      'A named selector says the same.',
      SELECTORS,
    ),
    row(
      'TestIntersectionSyncs.test_intersection_with_exclusion',
      'An intersection without what is excluded.',
      laws(EXCLUDE),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_with_exclusion_selectors',
      'A named selector says the same.',
      SELECTORS,
    ),
    row(
      'TestIntersectionSyncs.test_intersection_exclude_intersection',
      'What is selected without an intersection.',
      laws(EXCLUDE, INTERSECTION),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_exclude_intersection_selectors',
      'A named selector says the same.',
      SELECTORS,
    ),
    row(
      'TestIntersectionSyncs.test_intersection_exclude_intersection_lack',
      'An exclusion that matches less leaves more.',
      laws(EXCLUDE),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_exclude_intersection_lack_selector',
      'A named selector says the same.',
      SELECTORS,
    ),
    row(
      'TestIntersectionSyncs.test_intersection_exclude_triple_intersection',
      'An exclusion of three intersected sets.',
      laws(EXCLUDE, INTERSECTION),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_concat',
      'A union of an intersection and a model.',
      laws('selection > a space and several items are a union, in any order', INTERSECTION),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_concat_intersection',
      'A union of two intersections.',
      laws('selection > a space and several items are a union, in any order', INTERSECTION),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_concat_exclude',
      'A union with an intersection, without a model.',
      laws(EXCLUDE),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_concat_exclude_concat',
      'A union with an intersection, without a union.',
      laws(EXCLUDE),
    ),
    row(
      'TestIntersectionSyncs.test_intersection_concat_exclude_intersection_concat',
      'A union with an intersection, without another such union.',
      laws(EXCLUDE),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_no_specifiers',
      'All tests run where nothing is selected.',
      select('gives everything, in the graph’s order, without a selector'),
    ),
    row('TestSchemaTestGraphSelection.test_schema_tests_specify_model', 'A model selects its tests.', select(TESTS)),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_specify_tag',
      'A tag selects the tests of its models.',
      select(TESTS),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_specify_model_and_children',
      '`a+` selects the tests of all that it finds.',
      laws('tests of what is selected > are those that the documentation says, in each mode'),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_specify_tag_and_children',
      '`tag:x+` does, too.',
      laws('tests of what is selected > are those that the documentation says, in each mode'),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_specify_model_and_parents',
      '`+a` does, too.',
      laws('tests of what is selected > are those that the documentation says, in each mode'),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_specify_model_and_parents_with_exclude',
      'Without the tests of what is excluded.',
      select(TESTS),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_specify_exclude_only',
      'An exclusion alone takes its tests away from all.',
      select('excludes from everything when nothing is selected'),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_specify_model_in_pkg',
      'A package and a name select the model’s tests.',
      select('shop.staging.src_movies selects src_movies', TESTS),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_with_glob',
      '`*` selects everything, and is reduced by an exclusion.',
      select('src_* selects src_movies src_ratings', 'excludes from everything when nothing is selected'),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_dep_package_only',
      'The name of a package selects all of it.',
      doesNotApply(reasons.packages),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_model_in_dep_pkg',
      'A model of a package is selected with its tests.',
      doesNotApply(reasons.packages),
    ),
    row(
      'TestSchemaTestGraphSelection.test_schema_tests_exclude_pkg',
      'A package is excluded with its tests.',
      doesNotApply(reasons.packages),
    ),
    row('TestTagSelection.test_select_tag', '`tag:` selects by a tag of the schema file.', select(TAG)),
    row('TestTagSelection.test_select_tag_selector_str', 'A named selector says the same as a string.', SELECTORS),
    row('TestTagSelection.test_select_tag_selector_dict', 'A named selector says the same as an object.', SELECTORS),
    row(
      'TestTagSelection.test_select_tag_and_children',
      '`+tag:x+` selects all around the tag.',
      select(
        '2+tag:slow+1 selects board genres int_scores raw_movies relationships_ratings_movies src_movies src_ratings top_movies unique_src_movies_id',
      ),
    ),
    row(
      'TestTagSelection.test_select_tag_and_children_selector_str',
      'A named selector says the same as a string.',
      SELECTORS,
    ),
    row(
      'TestTagSelection.test_select_tag_and_children_selector_dict',
      'A named selector says the same as an object.',
      SELECTORS,
    ),
    row(
      'TestTagSelection.test_select_tag_in_model_with_project_config',
      'A tag that the project gives to a folder counts like one of the model.',
      byAnyEngine(
        'test/core/project/folder-defaults.test.ts',
        'settings of folders > are those of the page: the last that says it counts, tags and meta are added',
      ),
    ),
    row(
      'TestTagSelection.test_select_tag_in_model_with_project_config_selector',
      'A named selector finds it, too.',
      byAnyEngine(
        'test/core/project/folder-defaults.test.ts',
        'settings of folders > are those of the page: the last that says it counts, tags and meta are added',
      ),
    ),
    row(
      'TestTagSelection.test_select_tag_in_model_with_project_config_parents_children',
      '`@tag:` finds it, too.',
      byAnyEngine(
        'test/core/project/folder-defaults.test.ts',
        'settings of folders > are those of the page: the last that says it counts, tags and meta are added',
      ),
    ),
    row(
      'TestTagSelection.test_select_tag_in_model_with_project_config_parents_children_selectors',
      'A named selector with parents and children finds it, too.',
      byAnyEngine(
        'test/core/project/folder-defaults.test.ts',
        'settings of folders > are those of the page: the last that says it counts, tags and meta are added',
      ),
    ),
    row(
      'TestTagSelectionNoMatch',
      'A tag that no node has selects nothing, with a note.',
      together(
        select('suggests for tag:nigthly, which matches nothing, "tag:nightly"'),
        byAnyEngine(
          'test/cli/dbt/kerros-dbt.test.ts',
          'kerros-dbt > warns of selectors that match nothing, and has nothing to do if none matches',
        ),
      ),
      'Stricter: `kerros` fails, with the nearest tag; `kerros-dbt` notes it as dbt does.',
    ),
    ...(
      [
        ['TestVersionSelection.test_select_none_versions', '`version:none` selects models without versions.'],
        ['TestVersionSelection.test_select_latest_versions', '`version:latest` selects the latest versions.'],
        ['TestVersionSelection.test_select_old_versions', '`version:old` selects older ones.'],
        ['TestVersionSelection.test_select_prerelease_versions', '`version:prerelease` selects newer ones.'],
        ['TestVersionSelection.test_select_version_selector_str', 'A named selector says the same as a string.'],
        ['TestVersionSelection.test_select_version_selector_dict', 'A named selector says the same as an object.'],
        [
          'TestVersionSelection.test_select_models_by_version_and_children',
          '`+version:latest+` selects all around them.',
        ],
        ['TestVersionSelection.test_select_version_and_children', '`version:latest+` selects what reads them.'],
        [
          'TestVersionSelection.test_select_group_and_children_selector_str',
          'A named selector with children says the same.',
        ],
        ['TestVersionSelection.test_select_models_two_versions', 'Two versions are a union.'],
        ['TestVersionZero', 'Version 0 is a version.'],
      ] as const
    ).map(([name, text]) => row(name, text, VERSIONS)),
  ],
}
