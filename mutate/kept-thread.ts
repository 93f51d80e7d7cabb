import { type PoolOptions, type PoolRunnerInitializer, type PoolWorker, ThreadsPoolWorker } from 'vitest/node'

/** After so many mutants a thread is replaced: whatever one of them left behind does not get old. */
const MOST_RUNS = 40

/** CPU seconds after which a mutant counts as endless. A clock would count what a busy machine makes slow, too. */
const MOST_SECONDS = Number(process.env['KERROS_MUTANT_SECONDS'])

/** Milliseconds between two looks at the CPU time. */
const LOOK = 500

type Listener = (arg: any) => void

interface Thread {
  readonly worker: ThreadsPoolWorker
  runs: number
}

/** The thread that waits for the next mutant, of the one Vitest in this process. */
let kept: Thread | undefined

/**
 * A pool of Vitest that keeps its thread between two runs, with all modules that it has loaded: loading them is most of
 * what a mutant costs. What runs on import has to be loaded again, so mutants there get a thread of their own.
 */
export const keptThread: PoolRunnerInitializer = {
  name: 'kept-thread',
  createPoolWorker: (options) => new KeptThread(options),
}

class KeptThread implements PoolWorker {
  readonly name = 'kept-thread'
  readonly #options: PoolOptions
  #thread: Thread | undefined
  #listeners: (readonly [event: string, listener: Listener])[] = []
  #isAsked = false
  #watch: NodeJS.Timeout | undefined

  constructor(options: PoolOptions) {
    this.#options = options
  }

  on(event: string, listener: Listener): void {
    this.#listeners.push([event, listener])
    this.#worker.on(event, listener)
  }

  off(event: string, listener: Listener): void {
    this.#listeners = this.#listeners.filter((known) => known[0] !== event || known[1] !== listener)
    this.#worker.off(event, listener)
  }

  send(message: Parameters<PoolWorker['send']>[0]): void {
    if (message.type !== 'stop' || !this.#canStay()) return this.#worker.send(message)
    this.#isAsked = true
    const answer = { type: 'stopped', __vitest_worker_response__: true }
    for (const [event, listener] of this.#listeners) if (event === 'message') queueMicrotask(() => listener(answer))
  }

  async start(): Promise<void> {
    const isKept = kept !== undefined && this.#isRuntime()
    this.#thread = isKept ? kept! : { worker: new ThreadsPoolWorker(this.#options), runs: 0 }
    if (isKept) kept = undefined
    else await this.#worker.start()
    this.#thread.runs++
    if (this.#isMutant()) this.#endWhenEndless()
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch)
    for (const [event, listener] of this.#listeners.splice(0)) this.#worker.off(event, listener)
    if (!this.#isAsked || kept) await this.#worker.stop()
    else kept = this.#thread
  }

  deserialize(message: unknown): unknown {
    return message
  }

  get #worker(): ThreadsPoolWorker {
    return this.#thread!.worker
  }

  /** The thread's end is an error of the run, which mutate.mjs counts. */
  #endWhenEndless(): void {
    const before = process.cpuUsage()
    this.#watch = setInterval(() => {
      const { user, system } = process.cpuUsage(before)
      if ((user + system) / 1e6 > MOST_SECONDS) void this.#worker['thread'].terminate()
    }, LOOK)
  }

  #isMutant(): boolean {
    return this.#provided('mode') === 'mutant'
  }

  #isRuntime(): boolean {
    return this.#isMutant() && this.#provided('mutantActivation') === 'runtime'
  }

  #canStay(): boolean {
    return this.#isRuntime() && this.#thread!.runs < MOST_RUNS
  }

  /** What Stryker says to its own setup file. */
  #provided(name: string): unknown {
    return (this.#options.project.getProvidedContext() as unknown as { readonly [name: string]: unknown })[name]
  }
}
