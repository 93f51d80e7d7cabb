import { execFile } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** A mistake that a compiler reports, with the whole chain of its message. */
export interface TypeProblem {
  readonly file: string
  readonly line: number
  readonly code: string
  readonly message: string
}

export type Compiler = 'typescript' | 'typescript-6' | 'typescript-5'

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/** What `tsc` prints; a program with mistakes is no failure here. */
export function runCompiler(compiler: Compiler, args: readonly string[]): Promise<string> {
  const tsc = path.join(projectRoot, 'node_modules', compiler, 'bin', 'tsc')
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [tsc, '--pretty', 'false', ...args],
      { cwd: projectRoot, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') reject(error)
        else if (stderr) reject(new Error(stderr))
        else resolve(stdout)
      },
    )
  })
}

/** The mistakes in what `tsc` printed. */
export function parseProblems(output: string): TypeProblem[] {
  const diagnostics: TypeProblem[] = []
  for (const line of output.split('\n')) {
    const head = /^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/.exec(line)
    if (head) diagnostics.push({ file: head[1]!, line: Number(head[2]), code: head[3]!, message: head[4]! })
    else if (line.startsWith(' ') && diagnostics.length > 0) {
      const last = diagnostics.pop()!
      diagnostics.push({ ...last, message: `${last.message}\n${line}` })
    }
  }
  return diagnostics
}
