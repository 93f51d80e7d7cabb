import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, uptime, userInfo } from 'node:os'
import type { HolderProcess, LeaseHolder } from '../../core/ports/lease.js'

/** This process, as another run's message names the holder of a target. */
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

/** Two readings of one machine's start time differ by at most this number of seconds. */
const SAME_START = 3

/**
 * The facts by which another process on this machine can find out that this one has ended; `undefined` if they are not
 * available. A process id counts only together with the machine, its start, the namespace of the id, and the process's own
 * start: ids are reused.
 */
export function holderProcess(): HolderProcess | undefined {
  const machine = thisMachine()
  const startedAt = processState('self')?.startedAt
  if (!machine || (isLinux && startedAt === undefined)) return undefined
  return { ...machine, pid: process.pid, ...(startedAt !== undefined && { startedAt }) }
}

/**
 * Whether it is certain that a process has ended; never for one of another machine, container or boot.
 *
 * @param found What {@link holderProcess} gave in that process.
 */
export function isGone(found: HolderProcess): boolean {
  const machine = thisMachine()
  const { host, boot, space, pid, startedAt } = found
  if (!machine || host !== machine['host'] || space !== machine['space'] || !isSameBoot(boot, machine['boot']))
    return false
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return false
  if (!hasProcess(pid)) return true
  const state = processState(String(pid))
  if (!state) return false
  return state.isDead || (startedAt !== undefined && state.startedAt !== startedAt)
}

const isLinux = process.platform === 'linux'

function thisMachine(): HolderProcess | undefined {
  if (!isLinux) {
    // Many machines have names such as "localhost"; the time of the start makes a mix-up unlikely.
    return { host: hostname(), boot: Math.round(Date.now() / 1000 - uptime()), space: process.platform }
  }
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // Starts are counted by the clock of the time namespace, which older kernels do not have.
    const space = [readlinkSync('/proc/self/ns/pid'), timeNamespace()].join(' ').trim()
    return { host: hostname(), boot, space }
  } catch {
    return undefined
  }
}

function timeNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/time')
  } catch {
    return ''
  }
}

function isSameBoot(found: string | number | undefined, own: string | number | undefined): boolean {
  if (typeof found === 'number' && typeof own === 'number') return Math.abs(found - own) <= SAME_START
  return found === own
}

/** Asks the kernel rather than /proc, which can hide the processes of other users. */
function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/**
 * @param pid `self`, or a number.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function processState(pid: string): { readonly isDead: boolean; readonly startedAt: string } | undefined {
  if (!isLinux) return undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name before it may have any characters in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, startedAt] = [fields[0]!, fields[19]]
    return startedAt === undefined ? undefined : { isDead: /^[ZXx]$/.test(state), startedAt }
  } catch {
    return undefined
  }
}
