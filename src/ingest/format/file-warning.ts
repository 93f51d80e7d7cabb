import type { Diagnostic } from '../../core/errors/index.js'

/** Something worth a look in a file, which is loaded all the same: a diagnostic without a code. */
export type FileWarning = Pick<Diagnostic, 'message' | 'hint' | 'commands'>
