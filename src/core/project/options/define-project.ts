import { hookList } from '../../definitions/hooks/hook-list.js'
import { checkProjectOptions } from './check-project-options.js'
import type { ProjectConfig, ProjectOptions } from './project-config.js'

/**
 * Describes a project; the default export of `kerros.config.ts`.
 *
 * ```ts
 * export default defineProject({
 *   name: 'shop',
 *   models: ['src/**\/*.ts'],
 *   targets: { dev: duckdb({ path: 'target/shop.duckdb' }) },
 * })
 * ```
 *
 * @throws KerrosError `E_CONFIG` for a name that is not an identifier, no targets, no models, an unknown default target or option:
 *   everything together, as a DiagnosticsError.
 */
export function defineProject<const Targets extends string>(options: ProjectOptions<Targets>): ProjectConfig<Targets> {
  checkProjectOptions(options)
  const [first] = Object.keys(options.targets) as [Targets]
  return Object.freeze({
    kind: 'project',
    name: options.name,
    models: options.models,
    targets: Object.freeze({ ...options.targets }),
    defaultTarget: options.defaultTarget ?? first,
    vars: Object.freeze({ ...options.vars }),
    naming: options.naming,
    storeFailures: options.storeFailures,
    audit: options.audit,
    queryComment: options.queryComment,
    reuse: options.reuse,
    defaults: Object.freeze({ ...options.defaults }),
    groups: Object.freeze({ ...options.groups }),
    selectors: Object.freeze({ ...options.selectors }),
    runHooks: runHooksOf(options),
    root: options.root,
    docs: options.docs,
  })
}

/** A project may be made of another one, whose hooks are a list already. */
function runHooksOf(options: ProjectOptions<string>): ProjectConfig['runHooks'] {
  const { runHooks } = options as Partial<ProjectConfig>
  const { onRunStart, onRunEnd } = options
  return Object.freeze({
    start: onRunStart === undefined ? (runHooks?.start ?? []) : hookList(onRunStart),
    end: onRunEnd === undefined ? (runHooks?.end ?? []) : hookList(onRunEnd),
  })
}
