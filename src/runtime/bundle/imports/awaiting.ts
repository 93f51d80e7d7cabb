import { NeverSettled } from './never-settled.js'
import type { Waiting } from './settled.js'

/** The file that runs. */
export interface Running {
  file?: string
}

/** What is known of files that await outside of functions. */
export interface AwaitingFiles {
  /** Where they do. */
  readonly awaits: readonly string[]
  readonly running: Running
}

/** What is said while they do not go on. */
export function awaiting(files: AwaitingFiles, onWait: ((text: string) => void) | undefined): Waiting {
  return {
    onWait,
    wait: () => `waiting for what ${awaitsOf(files).join(' or ')} awaits`,
    stuck: () => {
      const [at = 'a file of the project', ...others] = awaitsOf(files)
      return new NeverSettled(`${[at, ...others].join(' or ')} awaits what never comes`, at)
    },
  }
}

/** The only place at which the file that runs awaits, if there is only one. */
export function awaitIn({ awaits, running: { file } }: AwaitingFiles): string | undefined {
  const [at, ...others] = awaits.filter((place) => place.startsWith(`${file}:`))
  return others.length === 0 ? at : undefined
}

/** Where the file that runs awaits; a file may also await what it imports in the middle, which then was the last to run. */
function awaitsOf({ awaits, running: { file } }: AwaitingFiles): readonly string[] {
  const own = awaits.filter((place) => place.startsWith(`${file}:`))
  return own.length === 0 ? awaits : own
}
