import { unknownColumns } from '../../core/compile/checks/unknown-columns.js'
import type { RelationDefinition } from '../../core/definitions/definition.js'
import { type Diagnostic, DiagnosticsError, isKerrosError } from '../../core/errors/index.js'
import type { OutputColumn } from '../../core/infer/output-column.js'
import type { TargetedProject } from './targeted-project.js'

/**
 * Checks that relations have the columns that exposures need of them: `tsc` may not have been run. Relations whose columns raw
 * SQL hides, and those whose queries do not compile, are passed over.
 *
 * @throws DiagnosticsError `E_UNKNOWN_COLUMN` with all that are missing.
 */
export function checkExposures({ project, compiler }: TargetedProject): void {
  const diagnostics = project.nodes.flatMap((node): Diagnostic[] => {
    if (node.resourceType !== 'exposure') return []
    const { name, file } = node
    return node.definition.columns.flatMap(({ of, columns }) => {
      const definition = of as RelationDefinition
      const known = columnsOrNone(() => compiler.columnsOf(definition))
      const relation = project.nodeOf.get(definition)
      if (!known || !relation) return []
      const named = columns.map((column) => [`the exposure "${name}"`, column] as const)
      const found = unknownColumns(named, known, `"${relation.name}" does not have`)
      return found.map((each) => ({ ...each, subject: name, at: file }))
    })
  })
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
}

/** Errors of a query are reported by the commands that need it. */
function columnsOrNone(columns: () => readonly OutputColumn[] | undefined): readonly OutputColumn[] | undefined {
  try {
    return columns()
  } catch (error) {
    if (isKerrosError(error)) return undefined
    throw error
  }
}
