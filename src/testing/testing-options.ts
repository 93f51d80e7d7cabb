import type { ModuleNamespace } from '../core/project/options/project-config.js'

/** What everything in `kerros/testing` takes. */
export interface TestingOptions {
  /** Values of variables, as `--vars` gives them. */
  readonly vars?: { readonly [name: string]: string | number | boolean } | undefined
  /** Values of the project's variables, which `vars` overrides. Those that nothing uses are no error. */
  readonly projectVars?: { readonly [name: string]: string | number | boolean } | undefined
  /**
   * Exports by name, as in `import * as models from …`: definitions that are among them have their real names in SQL and
   * in messages. Others are called by the name under which the first query reads them.
   */
  readonly names?: ModuleNamespace | undefined
  /** What `now()` is. Default: the beginning of 2024; in `runSnapshot` the time of the run. */
  readonly now?: Date | undefined
  /** Where the files of seeds start. Default: the working directory. */
  readonly root?: string | undefined
}

/** The name of what is tested: its export's where that is known, else what it is, as in `tested_model`. */
export function subjectName(definition: { readonly kind: string }, exports: ModuleNamespace): string {
  const found = Object.entries(exports).find(([, value]) => value === definition)
  return found?.[0] ?? `tested_${definition.kind}`
}

/** When the first run of a test begins, unless the test says when: the same in every test run. */
export const RUN_TIME = new Date('2024-01-01T00:00:00Z')
