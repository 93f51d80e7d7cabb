import { DiagnosticsError, KerrosError } from '../../core/errors/index.js'
import { Graph } from '../../core/graph/graph.js'
import { type SelectOptions, selectNodes } from '../../core/graph/select-nodes.js'
import type { Project, UnitTestNode } from '../../core/project/project.js'

/**
 * The unit tests that a selection means: those that it names, and those of the nodes that it names.
 *
 * @throws DiagnosticsError `E_NO_MATCH` for a selector that matches nothing; KerrosError `E_NO_MATCH` if no unit test is selected.
 */
export function selectUnitTests({ nodes, unitTests = [] }: Project, options: SelectOptions): readonly UnitTestNode[] {
  const graph = Graph.of([...nodes, ...unitTests])
  const { ids, diagnostics } = selectNodes(graph, options)
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  const selected = unitTests.filter(({ uniqueId }) => ids.has(uniqueId))
  const isNarrowed = [options.select ?? [], options.exclude ?? []].flat().length > 0
  if (selected.length > 0 || !isNarrowed) return selected
  throw new KerrosError('E_NO_MATCH', 'the selection has no unit test', {
    hint:
      unitTests.length === 0
        ? 'The project has none: export const my_test = unitTest(my_model, { given: […], expect: […] }).'
        : 'Select a unit test by its name, or what it tests.',
  })
}
