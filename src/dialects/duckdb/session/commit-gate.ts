/**
 * Keeps statements and commits on one database apart, when several parts of this process have it open.
 *
 * DuckDB 1.5.6 marks the rows of a large transaction as committed one part after the other, and a query that runs
 * meanwhile sees some of them: the new rows along with the deleted ones, or a part of the new ones. Other processes are not
 * concerned, since the file's lock keeps them out. Within one {@link DuckDbDatabase} nothing is held up: a run reads no
 * relation while it writes it.
 */
export class CommitGate {
  /** How many databases of this process have the file open. */
  #databases = 0
  #committing: Promise<unknown> | undefined
  readonly #running = new Set<Promise<unknown>>()

  /** Whether several parts of this process have the database open, an application and a build for instance. */
  get isShared(): boolean {
    return this.#databases > 1
  }

  /** Counts a database that opens the file. @returns Takes it off again. */
  open(): () => void {
    this.#databases++
    return () => {
      this.#databases--
    }
  }

  /** Runs a statement while nothing is being committed. */
  async runShared<T>(run: () => Promise<T>): Promise<T> {
    while (this.#committing) await this.#committing
    const result = run()
    const settled: Promise<unknown> = result.catch(() => {}).finally(() => this.#running.delete(settled))
    this.#running.add(settled)
    return result
  }

  /** Commits while nothing runs. Commits go through one after the other, before what waits behind them. */
  async runExclusive<T>(commit: () => Promise<T>): Promise<T> {
    if (!this.isShared) return commit()
    while (this.#committing) await this.#committing
    const result = Promise.all(this.#running).then(commit)
    this.#committing = result
      .catch(() => {})
      .finally(() => {
        this.#committing = undefined
      })
    return result
  }
}

/** By file, as the driver's own cache keeps one instance for each file that is open in this process. */
const FILES = new Map<string, CommitGate>()
const INSTANCES = new WeakMap<object, CommitGate>()

/**
 * The gate of a database.
 *
 * @param file The canonical path of a database file; `undefined` for a database that only `instance` reaches.
 */
export function commitGate(file: string | undefined, instance: object): CommitGate {
  const found = file === undefined ? INSTANCES.get(instance) : FILES.get(file)
  if (found) return found
  const gate = new CommitGate()
  if (file === undefined) INSTANCES.set(instance, gate)
  else FILES.set(file, gate)
  return gate
}
