import type { Readable, Writable } from 'node:stream'

/** Where a command line writes, and what it knows about its surroundings. */
export interface Terminal {
  readonly cwd: string
  /** Where answers are read; without it, nothing is asked. */
  readonly stdin?: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: { readonly [name: string]: string | undefined }
}

/** Exit codes, as dbt has them: everything went well, some node failed, the command could not run. */
export const EXIT = { success: 0, nodeFailed: 1, couldNotRun: 2, interrupted: 130 } as const
