import type { RelationDefinition } from '../../definitions/definition.js'
import { ownValue } from '../../definitions/options/values/own-value.js'
import type { Diagnostic } from '../../errors/index.js'
import type { OutputColumn } from '../../infer/output-column.js'
import type { Inputs } from '../../query/ref.js'
import { unknownColumns } from './unknown-columns.js'

/** A column of one of a query's inputs. */
export interface InputColumn {
  readonly input: string
  readonly column: string
}

/**
 * Columns that a test names and that its inputs do not have. Inputs whose columns raw SQL hides are passed over.
 *
 * @param context.wrongIn What a definition's query itself names wrongly.
 */
export function checkInputColumns(
  subject: {
    readonly name: string
    readonly inputs: Inputs
    readonly namedColumns?: readonly InputColumn[] | undefined
  },
  {
    nameOf,
    wrongIn,
  }: {
    nameOf(definition: RelationDefinition): string
    wrongIn(definition: RelationDefinition): readonly Diagnostic[]
  },
  columnsOf: (definition: RelationDefinition) => readonly OutputColumn[] | undefined,
): readonly Diagnostic[] {
  return (subject.namedColumns ?? []).flatMap(({ input, column }) => {
    const definition = ownValue(subject.inputs, input) as RelationDefinition | undefined
    const columns = definition && columnsOf(definition)
    if (!columns) return []
    // In the words of the definition's own check, so that one error is reported only once.
    if (input === 'model' && isOwn(definition, column)) {
      const name = nameOf(definition)
      const found = unknownDescribed(name, [column], columns).map((one) => ({ ...one, subject: name }))
      const wrong = found.length > 0 ? wrongIn(definition) : []
      return wrong.length > 0 ? wrong : found
    }
    return unknownColumns([[`the test "${subject.name}"`, column]], columns, `"${nameOf(definition)}" does not have`)
  })
}

/** What the option `columns` of a definition says of columns that are not there. */
export function unknownDescribed(
  name: string,
  described: readonly string[],
  columns: readonly Pick<OutputColumn, 'name'>[],
): readonly Diagnostic[] {
  const named = described.map((column) => [`the option "columns" of "${name}"`, column] as const)
  return unknownColumns(named, columns, 'it does not have')
}

function isOwn(definition: RelationDefinition, column: string): boolean {
  return definition.kind !== 'source' && Object.hasOwn(definition.options.columns ?? {}, column)
}
