import type { InputColumn } from '../compile/checks/check-input-columns.js'
import type { ColumnTest } from '../definitions/column-test.js'
import type { RelationDefinition } from '../definitions/definition.js'
import type { RelationTest } from '../definitions/relation-test.js'
import type { TestedRows } from '../definitions/test-options.js'
import { failingQuery, testFacts } from './nodes/failing-query.js'
import type { TestNode } from './nodes/node.js'
import { shortName } from './nodes/short-name.js'

/** What a test of a column or of a relation checks. */
export interface TestPlace {
  readonly project: string
  readonly file: string
  /** The tested relation. */
  readonly of: RelationDefinition
  readonly nodeId: string
  readonly nodeName: string
  /** `undefined` for a test of the whole relation. */
  readonly column: string | undefined
  /** The export that it is written in. */
  readonly writtenIn: string
  /** The rows that it looks at; all when `undefined`. */
  readonly where: TestedRows<any> | undefined
}

/** The node of a test of a column or a relation, named as dbt names it: `not_null_src_movies_movie_id`. */
export function testNode(
  test: ColumnTest<any> | RelationTest<any>,
  place: TestPlace,
  nodeIdOf: (input: RelationDefinition) => string | undefined,
): TestNode {
  const { options } = test
  // Without tsc it can be anything, which is reported.
  const isNamed = typeof options.name === 'string'
  const others = Object.values(test.inputs)
    .map((input) => nodeIdOf(input as RelationDefinition))
    .filter((id) => id !== undefined)
  const name = isNamed ? options.name! : testName(test, place, others)
  return {
    resourceType: 'test',
    uniqueId: `test.${place.project}.${name}`,
    name,
    file: place.file,
    ...testFacts(options),
    isNamed,
    dependsOn: unique([place.nodeId, ...others]),
    inputs: { ...test.inputs, model: place.of },
    query: failingQuery(
      (db) => (test.kind === 'columnTest' ? test.failures(db, place.column!) : test.failures(db)),
      // A limit is for failing rows.
      test.history ? {} : options,
      place.where,
    ),
    history: test.history,
    where: place.where,
    namedColumns: namedColumns(test, place.column),
    column: place.column,
    testName: test.name,
    namespace: test.namespace,
    arguments: test.arguments,
    testedNode: place.nodeId,
    writtenIn: place.writtenIn,
  }
}

function namedColumns(test: ColumnTest<any> | RelationTest<any>, column: string | undefined): readonly InputColumn[] {
  const others = Object.entries(test.columns).flatMap(([input, columns]) =>
    columns.map((other) => ({ input, column: other })),
  )
  return column === undefined ? others : [{ input: 'model', column }, ...others]
}

/**
 * The name of a test, with the values and columns that make it unique. Of a relation it has the other relations too, or the
 * order of two comparisons would decide which is which.
 *
 * @param others The ids of the other relations that it reads.
 */
function testName(test: ColumnTest<any> | RelationTest<any>, place: TestPlace, others: readonly string[]): string {
  const compared = test.kind === 'relationTest' ? others.map((id) => id.split('.').slice(2).join('_')) : []
  const args = [...compared, ...Object.values(test.arguments).flat()].map((value) =>
    textOf(value).replace(/[^a-z0-9_.-]+/gi, '_'),
  )
  const column = place.column === undefined ? [] : [place.column]
  return shortName([test.name, place.nodeName, ...column, ...args].join('_'))
}

/** The text of a date depends on the time zone of the machine. */
function textOf(value: unknown): string {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : String(value)
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)]
}
