import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/** A command line for a process that is kept. */
export interface KeptCommand {
  /** Which program of the package. */
  readonly program: 'cli' | 'dbt'
  readonly args: readonly string[]
  readonly cwd: string
  /** All of its environment. */
  readonly env: NodeJS.ProcessEnv
}

/** What it did. */
export interface KeptResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** After so many commands a new process begins: a bundle that was imported stays in memory. */
const COMMANDS = 200

/** Runs command lines of a package one after the other in one process: to start one takes most of the time of a short command. */
export class KeptCli {
  readonly #programs: string
  #child: Promise<ChildProcess> | undefined
  #count = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(packageFolder: string) {
    this.#programs = path.join(packageFolder, 'dist')
  }

  /** @throws when the command ends the process. */
  run(command: KeptCommand): Promise<KeptResult> {
    const result = this.#last.then(() => this.#run(command))
    this.#last = result.catch(() => {})
    return result
  }

  async #run(command: KeptCommand): Promise<KeptResult> {
    if (this.#count++ === COMMANDS) await this.#end()
    this.#child ??= this.#start(command.cwd)
    const child = await this.#child
    child.ref()
    child.channel!.ref()
    try {
      return await new Promise<KeptResult>((resolve, reject) => {
        const fail = (code: number | null): void => {
          this.#child = undefined
          reject(new Error(`kerros ${command.args.join(' ')} ended the process, with ${code}`))
        }
        child.once('exit', fail)
        child.once('message', (result: KeptResult) => {
          child.off('exit', fail)
          resolve(result)
        })
        child.send(command)
      })
    } finally {
      // It ends with this process.
      child.unref()
      child.channel?.unref()
    }
  }

  async #start(cwd: string): Promise<ChildProcess> {
    // Whether there are colors is decided once, when the package that makes them is loaded: in CI there would be.
    const env = { ...process.env, NO_COLOR: '1' }
    const child = fork(path.join(import.meta.dirname, 'kept-cli.mjs'), [this.#programs], { cwd, env, execArgv: [] })
    await once(child, 'message')
    return child
  }

  async #end(): Promise<void> {
    const child = await this.#child
    child?.kill()
    this.#child = undefined
    this.#count = 1
  }
}
