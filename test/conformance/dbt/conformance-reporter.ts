import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node'
import { areas } from './areas.js'
import { judge } from './judge.js'
import { byName, type Outcome, type Outcomes } from './outcomes.js'
import { conformancePage } from './page.js'

const PAGE = 'docs/conformance.md'

/**
 * Holds docs/conformance.md against what ran. It judges the files that ran, in any shard and with any filter of files; a filter
 * of names leaves tests out of a file, so that nothing can be said of it.
 */
export class ConformanceReporter implements Reporter {
  readonly #does: 'judge' | 'write'
  #vitest!: Vitest

  /** @param does `write` writes the page from what ran, and judges nothing. */
  constructor(does: 'judge' | 'write') {
    this.#does = does
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[], _errors: unknown, reason: TestRunEndReason): void {
    const { root, testNamePattern } = this.#vitest.config
    if (reason === 'interrupted' || testNamePattern !== undefined) return
    const outcomes = outcomesOf(modules, root)
    if (this.#does === 'write') this.#write(path.join(root, PAGE), outcomes)
    else this.#judge(outcomes)
  }

  #write(file: string, outcomes: Outcomes): void {
    writeFileSync(file, conformancePage(areas, outcomes, existsSync(file) ? readFileSync(file, 'utf8') : ''))
    this.#vitest.logger.log(`${PAGE} is written.`)
  }

  #judge(outcomes: Outcomes): void {
    const said = judge(areas, outcomes)
    if (said.length === 0) return
    process.exitCode = 1
    this.#vitest.logger.error(
      [
        `${PAGE} says what this run does not show:`,
        ...said.map((one) => `  ${one}`),
        'Fix the test, or name another one in test/conformance/dbt, and run `npm run docs:conformance`.',
      ].join('\n'),
    )
  }
}

/** What became of each test, but of files of which nothing ran: where a server cannot start, its tests are skipped, which CI refuses. */
function outcomesOf(modules: readonly TestModule[], root: string): Outcomes {
  const ran = modules.filter((module) => process.env['CI'] || module.state() !== 'skipped')
  return new Map(
    ran.map((module) => {
      const file = path.relative(root, module.moduleId).replaceAll(path.sep, '/')
      const tests = [...module.children.allTests()].map(
        (test) => [test.fullName, asOutcome(test.result().state)] as const,
      )
      return [file, byName(tests)]
    }),
  )
}

function asOutcome(state: 'passed' | 'failed' | 'skipped' | 'pending'): Outcome {
  return state === 'pending' ? 'skipped' : state
}
