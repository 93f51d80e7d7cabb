/** A record of a JSON file: the bytes of one value, without space around it. */
export interface JsonRecord {
  readonly bytes: Buffer
  /** The line on which it begins, from 1. */
  readonly line: number
  /** Why it is not a record. */
  readonly unreadable?: string
}

/** Splits a file into records as its bytes arrive. */
export interface JsonSplitter {
  /** Reads the next bytes. They are copied if they are needed later. */
  write(chunk: Buffer): void
  /** To be called after the last bytes. */
  end(): void
}

/** In bytes. It is the default of DuckDB, and more are held in memory several times. */
export const LONGEST_RECORD = 16 * 1024 * 1024

/** What is wrong with a longer one. */
export const TOO_LONG = 'an object is longer than 16 MB'
