import type { Diagnostic } from '../../errors/index.js'
import type { RelationType } from '../../relations/relation.js'
import { brandedKind } from '../options/brand.js'
import type { ModelOptions } from '../options/model-options.js'
import { diagnosticsOf, invalid } from '../options/values/definition-diagnostics.js'
import { kindOf } from '../options/values/option-checks.js'
import type { Hook } from './hook.js'

/** The hooks that an option names, in order: functions become hooks without inputs, in the transaction. */
export function hookList(option: unknown): readonly Hook[] {
  return given(option).flatMap((entry): Hook[] => {
    if (isHook(entry)) return [entry]
    if (typeof entry !== 'function') return []
    return [{ kind: 'hook', inputs: {}, statements: entry as Hook['statements'], transaction: true }]
  })
}

/** Whether a value was made by `hook`. */
function isHook(value: unknown): value is Hook {
  return brandedKind(value) === 'hook'
}

function given(option: unknown): readonly unknown[] {
  return option === undefined ? [] : [option].flat()
}

/** Hooks that are neither functions nor of `hook`: SQL in a string has no place in a query. */
export function checkHooks(option: string, value: unknown): readonly Diagnostic[] {
  return given(value).flatMap((entry): readonly Diagnostic[] => {
    if (isHook(entry)) return diagnosticsOf(entry)
    if (typeof entry === 'function') return []
    return [
      invalid(
        `the option "${option}" has ${kindOf(entry)} where a hook is expected`,
        `Give a function that returns a statement: ${option}: () => sql\`…\`.`,
        option,
      ),
    ]
  })
}

/** The hooks of what is built; what is inlined where it is read never runs by itself. */
export function checkBuildHooks(
  options: Pick<ModelOptions<any>, 'preHook' | 'postHook'>,
  type: RelationType | undefined,
): readonly Diagnostic[] {
  return (['preHook', 'postHook'] as const).flatMap((option) => {
    const hooks = options[option]
    if (hooks === undefined || type !== undefined) return checkHooks(option, hooks)
    return [
      invalid(
        `the option "${option}" is for views and tables only, and this is never built`,
        'Leave it out, or define the model with view(…) or table(…).',
        option,
      ),
    ]
  })
}
