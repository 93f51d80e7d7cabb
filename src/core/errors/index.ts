export type { Diagnostic } from './diagnostic.js'
export { DiagnosticsError, diagnosticOf, distinctDiagnostics, toDiagnostics } from './diagnostics-error.js'
export type { ErrorCode } from './error-code.js'
export { isKerrosError, KerrosError } from './kerros-error.js'
