import type { Operation } from '../../core/definitions/hooks/operation.js'
import type { OptionNames } from '../../core/definitions/options/values/option-checks.js'
import { type Diagnostic, DiagnosticsError, KerrosError } from '../../core/errors/index.js'
import { didYouMean } from '../../core/graph/did-you-mean.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import type { Plan } from '../../core/plan/plan.js'
import type { NamedDefinition } from '../../core/project/collect-definitions.js'
import type { NodeResult } from '../../core/result/run-result.js'
import type { Step } from '../../core/steps/step.js'
import { newRunId } from '../lease/run-id.js'
import { takeRunLease } from '../lease/take-lease.js'
import { checkOptions } from '../open/check-options.js'
import { connectTarget } from '../open/connect-target.js'
import { type OpenProject, type OpenProjectOptions, openProject } from '../open/open-project.js'
import { compiledStatements } from '../plan/hooks/compiled-statements.js'
import { inOnePiece } from '../plan/hooks/in-one-piece.js'
import { commentedWarehouse } from './commented-warehouse.js'
import { runPlan } from './run-plan.js'
import { writesUnknown } from './writes-unknown.js'

/** Which operation is run, and with what. */
export interface OperationCall {
  /** The operation's name: that of its export. */
  readonly name: string
  /** The values of its arguments. Default: none. */
  readonly args?: { readonly [name: string]: unknown } | undefined
  /** Stops it: the statement that runs is cancelled. */
  readonly signal?: AbortSignal | undefined
}

/** Options of {@link runOperation}. */
export interface RunOperationOptions extends OpenProjectOptions, OperationCall {}

const OPTIONS: OptionNames<RunOperationOptions> = {
  project: true,
  target: true,
  vars: true,
  cwd: true,
  name: true,
  args: true,
  signal: true,
}

/**
 * Sends the statements of an operation. Does what `kerros run-operation` does.
 *
 * @throws KerrosError if there is no such operation, or its arguments are not valid. A statement that fails does not throw: see
 *   `status` and `error` in the result.
 */
export async function runOperation(options: RunOperationOptions): Promise<NodeResult> {
  checkOptions('runOperation', options, OPTIONS)
  return runOpenedOperation(await openProject(options), options)
}

/** The same for a project that is open already. */
export async function runOpenedOperation(opened: OpenProject, call: OperationCall): Promise<NodeResult> {
  const plan = planOperation(opened, call)
  const { signal } = call
  const warehouse = await connectTarget(opened.target, { projectRoot: opened.root, threads: 1 }, signal)
  let release = async (): Promise<void> => {}
  try {
    const lease = await takeRunLease(warehouse, opened, [], { runId: plan.runId, reporter: undefined, signal })
    if (lease) release = () => lease.release()
    const commented = commentedWarehouse(warehouse, opened.config.queryComment, {
      project: plan.project,
      target: plan.target,
      runId: plan.runId,
    })
    const result = await runPlan(plan, commented, { threads: 1, signal, lease })
    if (writesUnknown(plan, result, opened.relations)) warehouse.loseTrack?.()
    return result.nodes[0]!
  } finally {
    await release()
    await warehouse.close()
  }
}

/**
 * The plan of an operation: one node with its statements.
 *
 * @throws KerrosError or DiagnosticsError with what is wrong with its name, its arguments and its statements.
 */
export function planOperation(opened: OpenProject, { name, args = {} }: OperationCall): Plan {
  const { project, target, targetName } = opened
  const { definition, file } = operationNamed(opened, name)
  const plan = { project: project.name, target: targetName, startedAt: new Date(), runId: newRunId(), setup: [] }
  const { database, schema, dialect } = target
  const { runId, startedAt } = plan
  const facts = {
    target: { name: targetName, database, schema },
    run: { runId, startedAt, command: 'run-operation', fullRefresh: false },
    args: checkedArgs(definition, name, args),
  }
  const subject = {
    label: `the operation "${name}"`,
    name,
    file,
    inputs: definition.inputs,
    make: () => definition.statements(compileDatabase, facts),
  }
  const steps = compiledStatements(subject, opened, dialect).map(({ sql, changesSession }, i, all): Step => {
    const isUndone = definition.transaction && dialect.capabilities.supportsTransactionalDdl
    const hint = isUndone ? 'Nothing of it was kept.' : 'What it sent before stays.'
    return { kind: 'hook', hook: `statement ${i + 1} of ${all.length} of "${name}"`, sql, changesSession, hint }
  })
  const node = {
    uniqueId: `operation.${project.name}.${name}`,
    name,
    resourceType: 'operation' as const,
    materialized: undefined,
    relation: undefined,
    file,
    waitsFor: [],
    steps: definition.transaction ? inOnePiece(steps, dialect) : steps,
    compiledCode: undefined,
    computeWarehouse: undefined,
    reads: [],
    diagnostics: [],
  }
  if (steps.length === 0) throw nothingToSend(name, file)
  return { ...plan, nodes: [node] }
}

function nothingToSend(name: string, file: string): KerrosError {
  return new KerrosError(
    'E_INVALID_OPTION',
    `the operation "${name}" has nothing to send with these arguments on this target`,
    {
      hint: 'It returned no statement.',
      at: file,
    },
  )
}

function operationNamed({ project }: OpenProject, name: string): NamedDefinition & { readonly definition: Operation } {
  const { operations = [] } = project
  const found = operations.find((each) => each.name === name)
  if (found) return found as NamedDefinition & { readonly definition: Operation }
  const names = operations.map((each) => each.name)
  throw new KerrosError('E_NO_MATCH', `there is no operation "${name}"`, {
    hint:
      names.length === 0
        ? 'Define it: export const my_operation = operation({}, () => sql`…`).'
        : didYouMean(name, names, 'Operations are'),
  })
}

/** The values of arguments, complete and of their types. */
function checkedArgs(
  { args: columns }: Operation,
  name: string,
  given: { readonly [name: string]: unknown },
): { readonly [name: string]: unknown } {
  const found: Diagnostic[] = Object.keys(given)
    .filter((arg) => !Object.hasOwn(columns, arg))
    .map((arg) => ({
      code: 'E_INVALID_OPTION',
      message: `the operation "${name}" has no argument "${arg}"`,
      hint: didYouMean(arg, Object.keys(columns), 'Its arguments are'),
    }))
  const values = Object.entries(columns).map(([arg, { schema, type, isNullable }]) => {
    const value = Object.hasOwn(given, arg) ? given[arg] : null
    if (value === null && !isNullable)
      found.push({
        code: 'E_INVALID_OPTION',
        message: `the operation "${name}" needs the argument "${arg}"`,
        hint: `Give it: --args '{"${arg}": …}'.`,
      })
    const parsed = type.name === 'timestamp' && typeof value === 'string' ? timestampOf(value) : value
    if (value !== null && !schema.safeParse(parsed).success)
      found.push({
        code: 'E_INVALID_OPTION',
        message: `the argument "${arg}" of the operation "${name}" is not a value of the type ${type.name}`,
        hint: 'Dates are written "2026-01-31", timestamps "2026-01-31T12:00:00Z".',
      })
    return [arg, parsed] as const
  })
  if (found.length > 0) throw new DiagnosticsError(found, `--args of "${name}"`)
  return Object.fromEntries(values)
}

function timestampOf(text: string): Date {
  return new Date(/[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`)
}
