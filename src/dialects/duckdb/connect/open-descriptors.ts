import { fstatSync, readdirSync, readFileSync, statSync } from 'node:fs'

/** Where a system lists the files that this process has open; Windows locks a file against its own process too. */
const DESCRIPTORS = '/dev/fd'

/** Those of {@link holdDescriptor}: they take no part in what is open. */
const HELD = new Set<number>()

/** Which file a path leads to, the same for all of its names; `undefined` when it leads to no file. Opens nothing. */
export function fileIdentity(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}

/** Which file a descriptor is of; `undefined` when it is closed. */
export function descriptorIdentity(descriptor: number): string | undefined {
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    // The one that listed the others is closed by now.
    return undefined
  }
}

/** The descriptors of a file that this process has open, in any thread. */
export function openDescriptors(identity: string): readonly number[] {
  return listed().filter((descriptor) => !HELD.has(descriptor) && descriptorIdentity(descriptor) === identity)
}

/** Where the system does not say, two readers are the likely case. */
export function isOpenForReading(descriptor: number): boolean {
  try {
    const [, flags = '0'] = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? []
    return (Number.parseInt(flags, 8) & 3) === 0
  } catch {
    return true
  }
}

/** Says that a descriptor is kerros' own, for looking at a file that DuckDB has open. */
export function holdDescriptor(descriptor: number): void {
  HELD.add(descriptor)
}

/** Says that a held descriptor is closed. */
export function releaseDescriptor(descriptor: number): void {
  HELD.delete(descriptor)
}

function listed(): readonly number[] {
  try {
    return readdirSync(DESCRIPTORS).map(Number)
  } catch {
    return []
  }
}
