import pc from 'picocolors'
import type { TargetCheck } from '../../core/ports/target-check.js'
import { groupBy } from '../../util/group-by.js'
import { jsonLine } from './json-line.js'
import type { Terminal } from './terminal.js'

/** Prints checks one after the other, and at the end the statements that fix them. */
export interface CheckPrinter {
  readonly print: (check: TargetCheck) => void
  /** Prints all statements that fix something, each once, by who may run them: to be pasted. */
  readonly end: () => void
}

/**
 * Prints a line for each check, with its fixes, hints and notes below.
 *
 * @param isJson Whether each line is a JSON object: of `event` `check` with the check's fields and `ok`, at the end of
 *   `event` `fix` with `status`, `runAs` and `statements`.
 */
export function printChecks({ stdout }: Terminal, isJson: boolean): CheckPrinter {
  const checks: TargetCheck[] = []
  return {
    print: (check) => {
      stdout.write(isJson ? jsonLine({ event: 'check', ok: check.status === 'ok', ...check }) : line(check))
      checks.push(check)
    },
    end: () => {
      for (const block of fixBlocks(checks)) stdout.write(isJson ? jsonLine({ event: 'fix', ...block }) : text(block))
    },
  }
}

/** Statements that one role runs, to fix what is missing, or what may be. */
interface FixBlock {
  readonly status: TargetCheck['status']
  readonly runAs: string
  readonly statements: readonly string[]
}

/** Certain statements come first, and are not repeated among those that are only possible. */
function fixBlocks(checks: readonly TargetCheck[]): readonly FixBlock[] {
  const fixes = checks.flatMap(({ status, fix }) => (fix && status !== 'ok' ? [{ ...fix, status }] : []))
  const blocks = [...groupBy(fixes, ({ status, runAs }) => JSON.stringify([status, runAs])).values()].map((group) => ({
    status: group[0]!.status,
    runAs: group[0]!.runAs,
    statements: [...new Set(group.flatMap(({ statements }) => statements))],
  }))
  const sure = blocks.filter(({ status }) => status === 'missing')
  const known = new Set(sure.flatMap(({ statements }) => statements))
  const perhaps = blocks
    .filter(({ status }) => status !== 'missing')
    .map((block) => ({ ...block, statements: block.statements.filter((statement) => !known.has(statement)) }))
  return [...sure, ...perhaps].filter(({ statements }) => statements.length > 0)
}

/** If one check needs more statements, only their number is shown below it. */
const MOST_STATEMENTS = 8

const SIGNS = { ok: pc.green('ok  '), missing: pc.red('FAIL'), unknown: pc.yellow('?   ') } as const

function line({ name, status, detail, hint, note, fix }: TargetCheck): string {
  const statements = fix?.statements ?? []
  // All of them are also printed at the end.
  const listed = statements.length > MOST_STATEMENTS ? [`${statements.length} statements, see below`] : statements
  const hints = status === 'ok' ? [] : [...listed, ...(hint?.split('\n') ?? [])]
  const below = [...hints, ...(note?.split('\n') ?? [])].map((each) => `${' '.repeat(17)}${pc.cyan('→')} ${each}\n`)
  return `${SIGNS[status]} ${name.padEnd(11)} ${detail}\n${below.join('')}`
}

function text({ status, runAs, statements }: FixBlock): string {
  const what = status === 'missing' ? 'What is missing' : 'What may be missing'
  return `\n-- ${what}, to be run as ${runAs}:\n${statements.join('\n')}\n`
}
