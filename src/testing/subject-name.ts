import type { ModuleNamespace } from '../core/project/project-config.js'

/** The name of what is tested: its export's where that is known, else what it is, as in `tested_model`. */
export function subjectName(definition: { readonly kind: string }, exports: ModuleNamespace): string {
  const found = Object.entries(exports).find(([, value]) => value === definition)
  return found?.[0] ?? `tested_${definition.kind}`
}
