import type { ModuleNamespace } from '../core/project/project-config.js'

/** What everything in `kerros/testing` takes. */
export interface TestingOptions {
  /** Values of variables, as `--vars` gives them. */
  readonly vars?: { readonly [name: string]: string | number | boolean } | undefined
  /**
   * Exports by name, as in `import * as models from …`: definitions that are among them have their real names in SQL and
   * in messages. Others are called by the name under which the first query reads them.
   */
  readonly names?: ModuleNamespace | undefined
  /** Where the files of seeds start. Default: the working directory. */
  readonly root?: string | undefined
}
