import { createHash } from 'node:crypto'
import type { Given, GivenRow, OtherRows } from '../../core/definitions/given.js'
import type { UnitTestRun } from '../../core/definitions/unit-test.js'
import type { ArtifactUnitTest } from '../artifact-project.js'
import type { ManifestInput, ManifestNode } from './manifest-node.js'
import { nodePlace } from './node-place.js'

/** A unit test as dbt's manifest has it. What dbt has no word for is in `config.meta.kerros`: the line, and the time of each run. */
export function manifestUnitTest({ node, rawCode, place }: ArtifactUnitTest, input: ManifestInput): ManifestNode {
  const { definition, dependsOn, description, tags, file } = node
  const { given = [], existing, runs, expect, vars, at } = definition.options
  const model = dependsOn[0] === undefined ? undefined : input.nodes.get(dependsOn[0])?.node.name
  const times = runs?.map((run: UnitTestRun) => run.at?.toISOString() ?? null) ?? (at && [at.toISOString()])
  const kerros = { ...(place !== undefined && { place }), ...(times && { at: times }) }
  return {
    ...nodePlace({ node, file }, input.project.name),
    resource_type: 'unit_test',
    // What only the test has needs a name all the same.
    model: model ?? `tested_${definition.of.kind}`,
    given: [
      ...(existing ? [{ input: 'this', rows: existing, format: 'dict', fixture: null }] : []),
      ...[...given, ...(runs ?? []).flatMap((run: UnitTestRun) => run.given)].map((each) => givenRows(each, input)),
    ],
    expect: fixture(
      Array.isArray(expect) ? expect : [],
      Array.isArray(expect) ? undefined : (expect as OtherRows<any>),
    ),
    description: description ?? '',
    overrides: { macros: {}, vars: vars ?? {}, env_vars: {} },
    depends_on: { macros: [], nodes: dependsOn },
    config: { tags, meta: Object.keys(kerros).length > 0 ? { kerros } : {}, enabled: true },
    checksum: createHash('sha256').update(rawCode).digest('hex'),
    schema: input.project.schema,
    created_at: 0,
    versions: null,
    version: null,
  }
}

function givenRows({ of, rows, from }: Given, { nodeOf }: ManifestInput): ManifestNode {
  const read = nodeOf.get(of)
  const name = read?.name ?? 'unknown'
  const reference = read?.resourceType === 'source' ? `source('${read.sourceName}', '${name}')` : `ref('${name}')`
  return { input: reference, ...fixture(rows, from) }
}

/** Rows in the form in which they are given; those of a query are SQL that is made when the test runs. */
function fixture(rows: readonly GivenRow[], from: OtherRows<any> | undefined): ManifestNode {
  if (!from) return { rows, format: 'dict', fixture: null }
  if ('csv' in from) return { rows: from.csv, format: 'csv', fixture: null }
  if ('csvFile' in from) return { rows: null, format: 'csv', fixture: from.csvFile }
  return { rows: null, format: 'sql', fixture: 'queryFile' in from ? from.queryFile : null }
}
