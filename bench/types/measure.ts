import { execFileSync } from 'node:child_process'
import path from 'node:path'

export type Compiler = 'typescript' | 'typescript-6'

export interface Measurement {
  readonly instantiations: number
  readonly memoryMiB: number
  readonly seconds: number
}

/** Checks a project with one checker and reads what the compiler says of its own work. */
export function measure(root: string, compiler: Compiler, project: string): Measurement {
  const tsc = path.join(root, 'node_modules', compiler, 'bin', 'tsc')
  // The native compiler would split the work among checkers that repeat each other's.
  const oneChecker = compiler === 'typescript' ? ['--checkers', '1'] : []
  const output = execFileSync(
    process.execPath,
    ['--max-old-space-size=8192', tsc, '-p', project, '--pretty', 'false', '--extendedDiagnostics', ...oneChecker],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  return {
    instantiations: figure(output, 'Instantiations'),
    memoryMiB: Math.round(figure(output, 'Memory used') / 1024),
    seconds: figure(output, 'Total time'),
  }
}

function figure(output: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)
  if (!found) throw new Error(`the compiler does not say: ${name}\n${output.slice(0, 2000)}`)
  return Number(found[1])
}
