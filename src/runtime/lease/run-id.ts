import { randomBytes } from 'node:crypto'

/** An id for one run: part of the names of its temporary relations. */
export function newRunId(): string {
  return randomBytes(4).toString('hex')
}
