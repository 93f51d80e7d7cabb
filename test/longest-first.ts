import { readFileSync } from 'node:fs'
import path from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** A row of the table of the slowest test files: the file, its seconds, and why. */
const ROW = /^\| `(test\/\S+\.test\.ts)` \| (\d+) \| (.+) \|$/gm

/**
 * The slowest test files, as CONTRIBUTING.md lists them.
 *
 * @param root The folder of CONTRIBUTING.md.
 * @returns Seconds by file.
 */
export function slowestFiles(root: string): ReadonlyMap<string, number> {
  const page = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8')
  return new Map([...page.matchAll(ROW)].map(([, file, seconds]) => [file!, Number(seconds)]))
}

/** Starts the longest files first and the short ones of the fast tests last, so that all workers end at about the same time. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config
    const seconds = slowestFiles(root)
    const weight = ({ project, moduleId }: TestSpecification): number =>
      project.name === 'fast' ? -1 : (seconds.get(path.relative(root, moduleId).replaceAll(path.sep, '/')) ?? 0)
    return [...files].sort((one, other) => weight(other) - weight(one) || (one.moduleId < other.moduleId ? -1 : 1))
  }
}
