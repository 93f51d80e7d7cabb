import type { OperationNodeSource } from 'kysely'
import { checkStatementText } from '../../../core/compile/checks/check-statement-text.js'
import type { Statements } from '../../../core/definitions/hooks/hook.js'
import { type Diagnostic, DiagnosticsError, KerrosError, toDiagnostics } from '../../../core/errors/index.js'
import { thrownText } from '../../../core/errors/thrown-text.js'
import type { Inputs } from '../../../core/query/ref.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { TargetedProject } from '../../open/targeted-project.js'

/** What makes statements: a hook, or an operation. */
export interface StatementSubject {
  /** What it is called in messages: `the post-hook of "orders"`. */
  readonly label: string
  /** The node or the option that has to change, and its file. */
  readonly name: string
  readonly file: string
  /** The tables of its statements. */
  readonly inputs: Inputs
  /** Makes the statements. */
  make(): Statements
}

/** A statement that is ready to be sent. */
export interface CompiledStatement {
  readonly sql: string
  /** Whether the session may not be what it was afterwards. */
  readonly changesSession: boolean
}

/**
 * The statements of a hook or an operation in the target's SQL; none if it returns nothing.
 *
 * @throws DiagnosticsError with everything that is wrong with them.
 */
export function compiledStatements(
  subject: StatementSubject,
  { compiler }: TargetedProject,
  dialect: SqlDialect,
): readonly CompiledStatement[] {
  const diagnostics: Diagnostic[] = []
  const compiled = madeBy(subject).flatMap((source): CompiledStatement[] => {
    try {
      const { name, file, inputs } = subject
      const sql = dialect.compile(compiler.compileStatement({ name, file, inputs, query: () => source as never }))
      const { changesSession, diagnostics: found } = checkStatementText(sql, dialect.lexicalRules)
      diagnostics.push(...found.map((each) => placed(each, subject)))
      return [{ sql, changesSession }]
    } catch (error) {
      diagnostics.push(...toDiagnostics(error, subject.file, subject.name).map((each) => placed(each, subject)))
      return []
    }
  })
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  return compiled
}

/** What a hook returned, one by one. */
function madeBy(subject: StatementSubject): readonly OperationNodeSource[] {
  const { label, name, file } = subject
  let returned: unknown
  try {
    returned = subject.make()
  } catch (cause) {
    if (cause instanceof KerrosError) throw new DiagnosticsError(toDiagnostics(cause, file, name))
    throw new KerrosError('E_INVALID_DEFINITION', `${label} throws: ${thrownText(cause)}`, {
      hint: 'Correct it; --debug shows the stack.',
      subject: name,
      at: file,
      cause,
    })
  }
  const statements = [returned].flat().filter((each) => each !== undefined && each !== null && each !== false)
  const wrong = statements.find((each) => !isStatement(each))
  if (wrong === undefined) return statements as OperationNodeSource[]
  const what = wrong instanceof Promise ? 'a promise' : `something of type ${typeof wrong}`
  throw new KerrosError('E_INVALID_DEFINITION', `${label} returns ${what}, not a statement`, {
    hint: 'Return what db gives, without execute(), or a template: sql`…`. For several statements, a list of them.',
    subject: name,
    at: file,
  })
}

function isStatement(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'toOperationNode' in value
}

/** A diagnostic that says of which hook it is: the compiler knows the node only. */
function placed(found: Diagnostic, { label, name, file }: StatementSubject): Diagnostic {
  const own = `"${name}": `
  const said = found.message.startsWith(own) ? found.message.slice(own.length) : found.message
  return { ...found, message: `${label}: ${said}`, subject: name, at: found.at ?? file }
}
