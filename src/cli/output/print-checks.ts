import pc from 'picocolors'
import type { TargetCheck } from '../../core/ports/target-check.js'
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
  const blocks = new Map<string, Block>()
  return {
    print: (check) => {
      stdout.write(isJson ? jsonLine({ event: 'check', ok: check.status === 'ok', ...check }) : line(check))
      collect(check, blocks)
    },
    end: () => {
      // Certain statements come first, and are not repeated among those that are only possible.
      const sure = [...blocks.values()].filter(({ status }) => status === 'missing')
      const known = new Set(sure.flatMap(({ statements }) => [...statements]))
      const perhaps = [...blocks.values()].filter(({ status }) => status !== 'missing')
      for (const block of [...sure, ...perhaps]) {
        const isNew = (statement: string): boolean => block.status === 'missing' || !known.has(statement)
        const statements = [...block.statements].filter(isNew)
        if (statements.length === 0) continue
        stdout.write(isJson ? jsonLine({ event: 'fix', ...block, statements }) : text(block, statements))
      }
    },
  }
}

interface Block {
  readonly status: TargetCheck['status']
  readonly runAs: string
  readonly statements: Set<string>
}

function collect({ status, fix }: TargetCheck, blocks: Map<string, Block>): void {
  if (!fix || status === 'ok') return
  const key = JSON.stringify([status, fix.runAs])
  const block = blocks.get(key) ?? { status, runAs: fix.runAs, statements: new Set() }
  for (const statement of fix.statements) block.statements.add(statement)
  blocks.set(key, block)
}

/** If one check needs more statements, only their number is shown below it. */
const MOST_STATEMENTS = 8

const SIGNS = { ok: pc.green('ok  '), missing: pc.red('FAIL'), unknown: pc.yellow('?   ') } as const

function line({ name, status, detail, hint, note, fix }: TargetCheck): string {
  const statements = fix?.statements ?? []
  // All of them are also printed at the end.
  const told = statements.length > MOST_STATEMENTS ? [`${statements.length} statements, see below`] : statements
  const waysOut = status === 'ok' ? [] : [...told, ...(hint?.split('\n') ?? [])]
  const under = [...waysOut, ...(note?.split('\n') ?? [])].map((way) => `${' '.repeat(17)}${pc.cyan('→')} ${way}\n`)
  return `${SIGNS[status]} ${name.padEnd(11)} ${detail}\n${under.join('')}`
}

function text({ status, runAs }: Block, statements: readonly string[]): string {
  const what = status === 'missing' ? 'What is missing' : 'What may be missing'
  return `\n-- ${what}, to be run as ${runAs}:\n${statements.join('\n')}\n`
}
