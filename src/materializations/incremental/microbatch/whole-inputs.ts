import { filteredInputs } from '../../../core/compile/rows/filtered-inputs.js'
import { columnList } from '../../../core/definitions/options/values/check-column-list.js'
import { invalid } from '../../../core/definitions/options/values/definition-diagnostics.js'
import type { Diagnostic } from '../../../core/errors/index.js'
import { quotedNames } from '../../../core/errors/wording.js'
import { didYouMean } from '../../../core/graph/did-you-mean.js'
import type { Inputs } from '../../../core/query/ref.js'

/** Inputs that are read whole and are not there, and several that would have only the rows of a batch without a word. */
export function checkWholeInputs(
  { strategy, wholeInputs }: { readonly strategy?: string | undefined; readonly wholeInputs?: unknown },
  inputs: Inputs,
): readonly Diagnostic[] {
  if (strategy !== 'microbatch') return []
  const known = Object.keys(inputs)
  const unknown = columnList(wholeInputs).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    return unknown.map((name) =>
      invalid(
        `the option "wholeInputs" names "${name}", which is not an input`,
        didYouMean(name, known, 'Its inputs are'),
        name,
      ),
    )
  const filtered = filteredInputs(inputs, {}).map(([name]) => name)
  if (wholeInputs !== undefined || filtered.length < 2) return []
  return [
    invalid(
      `the inputs ${quotedNames(filtered)} each have an event time, and each batch would have only its own rows of all of them`,
      `Name those that every batch needs as a whole, as a dimension: wholeInputs: ['${filtered.at(-1)}']. Or say that no batch does: wholeInputs: [].`,
      'wholeInputs',
    ),
  ]
}
