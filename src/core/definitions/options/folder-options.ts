import type { Diagnostic } from '../../errors/index.js'
import { ON_CHANGE, type OnChange } from '../../relations/on-change.js'
import { checkBuildHooks } from '../hooks/hook-list.js'
import { HOOK_OPTIONS, type ModelOptions, STORAGE_OPTIONS, type StorageOptions } from './model-options.js'
import { checkPlacement, PLACEMENT_OPTIONS, type PlacementOptions } from './placement-options.js'
import {
  checkAbout,
  checkBoolean,
  checkChoice,
  checkOptionNames,
  isPlainObject,
  kindOf,
  type OptionNames,
} from './values/option-checks.js'

/** Options that are about the columns of one relation, or about one kind of it. */
type OwnOptions = 'clusterBy' | 'secure' | 'rowAccessPolicy' | 'maskingPolicies'

/** Settings of all models, seeds and snapshots in a folder. */
export interface FolderDefaults
  extends Omit<PlacementOptions, 'alias'>,
    Omit<StorageOptions<string>, OwnOptions>,
    Pick<ModelOptions<any>, 'tags' | 'meta' | 'preHook' | 'postHook'> {
  /** What happens when the code of an incremental model changes that does not say it itself. Default: `note`. */
  readonly onChange?: OnChange
}

/** Settings by folder or by a glob of files. */
export type ProjectDefaults = { readonly [path: string]: FolderDefaults }

const { alias: _, ...PLACEMENT } = PLACEMENT_OPTIONS
const { clusterBy: __, secure: ___, rowAccessPolicy: ____, maskingPolicies: _____, ...STORAGE } = STORAGE_OPTIONS

const OPTIONS: OptionNames<FolderDefaults> = {
  ...PLACEMENT,
  ...STORAGE,
  tags: true,
  meta: true,
  onChange: true,
  ...HOOK_OPTIONS,
}

/** Options of snapshots that decide which columns and rows there are: where one is defined, `tsc` has to see them. */
const OF_SNAPSHOTS: ReadonlySet<string> = new Set([
  'strategy',
  'uniqueKey',
  'updatedAt',
  'checkColumns',
  'hardDeletes',
  'validToCurrent',
  'snapshotMetaColumnNames',
])

function withReason(found: Diagnostic): Diagnostic {
  const option = found.names?.find((name) => OF_SNAPSHOTS.has(name))
  if (option === undefined) return found
  const hint = `"${option}" decides the columns or rows of a snapshot, which tsc checks where they are read: give what several have in common as a constant, snapshot(orders, { ...history, … }).`
  return { ...found, hint }
}

/** What tsc would have refused in the defaults of a configuration. */
export function checkDefaults(defaults: unknown): readonly Diagnostic[] {
  if (defaults === undefined) return []
  const found = (message: string, hint: string): Diagnostic => ({
    code: 'E_CONFIG',
    message,
    hint,
    names: ['defaults'],
  })
  if (!isPlainObject(defaults))
    return [
      found(
        `the option "defaults" is ${kindOf(defaults)}, not an object`,
        "Give settings by folder: defaults: { 'src/staging': { schema: 'staging' } }.",
      ),
    ]
  return Object.entries(defaults).flatMap(([path, given]): readonly Diagnostic[] => {
    if (!isPlainObject(given))
      return [
        found(`the defaults of "${path}" are ${kindOf(given)}, not an object`, `Give settings: '${path}': { … }.`),
      ]
    const options = given as FolderDefaults
    return [
      ...checkOptionNames(options, OPTIONS, ` of the defaults of "${path}"`).map(withReason),
      ...[
        ...checkAbout(options),
        ...checkPlacement(options),
        ...checkBoolean('audit', options.audit),
        ...checkBuildHooks(options, 'table'),
        ...checkChoice('onChange', options.onChange, ON_CHANGE),
      ].map((each) => ({
        ...each,
        message: `the defaults of "${path}": ${each.message}`,
      })),
    ]
  })
}
