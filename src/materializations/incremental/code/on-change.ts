import { KerrosError } from '../../../core/errors/index.js'
import type { OnChange } from '../../../core/relations/on-change.js'
import type { Note } from '../../../core/steps/step.js'
import type { CodeChange } from './code-change.js'

/**
 * What a run says of changed code, before it writes.
 *
 * @param addsColumns Whether `onSchemaChange` adds new columns to the table: then `fail` accepts those, with a note.
 * @throws KerrosError `E_CHANGED_CODE` with `fail`.
 */
export function changeNotes(
  name: string,
  change: CodeChange,
  { onChange, addsColumns }: { readonly onChange: OnChange; readonly addsColumns: boolean },
): readonly Note[] {
  const message = `the code of "${name}" changed since its table was written: ${change.what.join('; ')}`
  switch (onChange) {
    case 'forwardOnly':
    case 'fullRefresh':
      return []
    case 'fail':
      if (change.isNewColumnOnly && addsColumns) return [historyNote(message)]
      throw new KerrosError('E_CHANGED_CODE', message, {
        subject: name,
        hint: "Nothing was written. Run with --full-refresh, which computes all rows again, or set onChange to 'forwardOnly' for one run: stored rows then stay as they are.",
      })
    case 'note':
      return [historyNote(message)]
    default:
      return onChange satisfies never
  }
}

function historyNote(message: string): Note {
  return {
    kind: 'note',
    message: `${message}; stored rows stay as they are`,
    hint: "Run with --full-refresh to compute them again. Set onChange to 'forwardOnly' (silences this note), 'fail' or 'fullRefresh'.",
  }
}
