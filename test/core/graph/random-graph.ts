import type { SelectableNode } from '../../../src/core/graph/selectable-node.js'
import fc from '../../seeded-fast-check.js'

const KINDS = ['model', 'seed', 'snapshot', 'source'] as const

/** Nodes without cycles, in any order, whose names do not follow the edges; some of them are tests that nothing reads. */
export const acyclicNodes: fc.Arbitrary<readonly SelectableNode[]> = fc
  .array(
    fc.record({
      inputs: fc.array(fc.nat(), { maxLength: 4 }),
      test: fc.boolean(),
      kind: fc.nat(),
      tags: fc.subarray(['nightly', 'slow', 'raw']),
      folder: fc.constantFrom('src/staging', 'src/marts', 'src/marts/audience'),
    }),
    { minLength: 1, maxLength: 16 },
  )
  .chain((rows) =>
    fc.tuple(
      fc.constant(rows),
      fc.shuffledSubarray([...rows.keys()], { minLength: rows.length }),
      fc.shuffledSubarray([...rows.keys()], { minLength: rows.length }),
    ),
  )
  .map(([rows, numbers, order]) => {
    const idOf = (row: number): string =>
      `${rows[row]!.test ? 'test' : 'model'}.p.${String.fromCharCode(97 + numbers[row]!)}`
    const nodes = rows.map((row, index): SelectableNode => {
      const readable = rows.flatMap((other, at) => (at < index && !other.test ? [idOf(at)] : []))
      const dependsOn = readable.length === 0 ? [] : row.inputs.map((input) => readable[input % readable.length]!)
      const uniqueId = idOf(index)
      return {
        uniqueId,
        name: uniqueId.split('.')[2]!,
        dependsOn,
        resourceType: row.test ? 'test' : KINDS[row.kind % KINDS.length]!,
        tags: row.tags,
        file: `${row.folder}/${uniqueId.split('.')[2]}.ts`,
      }
    })
    return order.map((index) => nodes[index]!)
  })

/** Nodes with any edges, also to themselves. */
export const anyNodes = fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { minLength: 1, maxLength: 10 }).map((rows) =>
  rows.map((inputs, index) => ({
    uniqueId: `n${index}`,
    dependsOn: inputs.filter((input) => input < rows.length).map((input) => `n${input}`),
  })),
)
