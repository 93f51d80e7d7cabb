import { hostname, userInfo } from 'node:os'
import type { LeaseHolder } from '../../core/ports/lease.js'
import { holderProcess } from './holder-process.js'

/** This process, as another run is told who holds a target. */
export function leaseHolder(runId: string): LeaseHolder {
  return { runId, name: `${userName()}@${hostname()} (process ${process.pid})`, process: holderProcess() }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container's user need not have a name.
    return `uid ${process.getuid?.() ?? '?'}`
  }
}
