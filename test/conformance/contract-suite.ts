import type { Target } from 'kerros'
import { beforeEach, describe, expect, it, type RunnerTask } from 'vitest'

/** An engine under test: how to make a target of it that nobody else uses. */
export interface EngineUnderTest {
  readonly name: string
  /** Why it cannot be tested here. */
  readonly skipReason?: string | undefined
  /** What the engine, or what stands for it here, cannot do. */
  readonly skip?: readonly SkippedTests[]
  createTarget(folder: string): Target | Promise<Target>
  /** Removes what is not in the folder. */
  dropTarget?(target: Target): Promise<void>
}

/** Tests that an engine does not run. */
export interface SkippedTests {
  readonly reason: string
  /** From the suite to the test: `a warehouse > sessions > rolls back`. */
  readonly tests: readonly string[]
}

/**
 * Tests that every engine passes, but those that it skips by name. A skipped name that no test has fails: a test that was
 * renamed would otherwise run where it cannot.
 *
 * @param name What is tested, as in `a warehouse`.
 */
export function contractSuite(name: string, engine: EngineUnderTest, tests: () => void): void {
  const skip = (engine.skip ?? []).map((one) => ({ ...one, tests: one.tests.filter((test) => isIn(name, test)) }))
  describe.skipIf(engine.skipReason)(`${engine.name}: ${name}`, () => {
    const fullName = (task: RunnerTask): string => (task.suite ? `${fullName(task.suite)} > ${task.name}` : name)

    beforeEach(({ task, skip: skipTest }) => {
      const found = skip.find((one) => one.tests.includes(fullName(task)))
      if (found) skipTest(found.reason)
    })

    tests()

    it('has every test that the engine skips', ({ task }) => {
      const names = (tasks: readonly RunnerTask[]): readonly string[] =>
        tasks.flatMap((one) => (one.type === 'suite' ? names(one.tasks) : [fullName(one)]))
      expect(names(task.suite!.tasks)).toEqual(expect.arrayContaining(skip.flatMap((one) => one.tests)))
    })
  })
}

function isIn(suite: string, test: string): boolean {
  return test.startsWith(`${suite} > `)
}
