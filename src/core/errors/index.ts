export { type Diagnostic, DiagnosticsError, diagnosticOf, distinctDiagnostics, toDiagnostics } from './diagnostic.js'
export type { ErrorCode } from './error-code.js'
export { isKerrosError, KerrosError } from './kerros-error.js'
