/**
 * Lets no transaction of this process begin while another is being committed on the same database.
 *
 * DuckDB 1.5.6 marks the rows of a large transaction as committed one part after the other, and a transaction that begins
 * meanwhile sees some of them: the new rows beside the deleted ones, or a part of the new ones. What began before is not
 * concerned, nor are other processes, which the file's lock keeps out. Within one {@link DuckDbDatabase} nothing is
 * held up: a run reads no relation while it writes it.
 */
export class CommitGate {
  /** How many databases of this process have the file open. */
  #databases = 0
  #committing: Promise<unknown> | undefined
  readonly #beginning = new Set<Promise<unknown>>()

  /** Whether or not several parts of this process have the database open, an application and a build for instance. */
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

  /** Begins a transaction while nothing is being committed. It has to be settled when the transaction has begun, or ended. */
  async passed<T>(begin: () => Promise<T>): Promise<T> {
    while (this.#committing) await this.#committing
    const result = begin()
    const settled: Promise<unknown> = result.catch(() => {}).finally(() => this.#beginning.delete(settled))
    this.#beginning.add(settled)
    return result
  }

  /** Commits while nothing begins. Commits go through one after the other. */
  async closed<T>(commit: () => Promise<T>): Promise<T> {
    if (!this.isShared) return commit()
    while (this.#committing) await this.#committing
    const result = Promise.all(this.#beginning).then(commit)
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
