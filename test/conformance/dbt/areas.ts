import { basic } from './adapter/basic.js'
import { caching } from './adapter/caching.js'
import { code } from './adapter/code.js'
import { constraints } from './adapter/constraints.js'
import { hooks } from './adapter/hooks.js'
import { incremental } from './adapter/incremental.js'
import { aliases } from './adapter/names.js'
import { runs } from './adapter/runs.js'
import { seeds } from './adapter/seeds.js'
import { snapshots } from './adapter/snapshots.js'
import { storage } from './adapter/storage.js'
import { tests } from './adapter/tests.js'
import type { Area } from './behaviour.js'
import { indirectSelection } from './core/indirect.js'
import { microbatch } from './core/microbatch.js'
import { retries } from './core/retry.js'
import { selection } from './core/selection.js'
import { snapshotRuns } from './core/snapshots.js'
import { states } from './core/state.js'
import { unitTests } from './core/unit-tests.js'

/** What docs/conformance.md is made of, in its order. */
export const areas: readonly Area[] = [
  basic,
  incremental,
  snapshots,
  seeds,
  constraints,
  hooks,
  tests,
  storage,
  aliases,
  runs,
  caching,
  code,
  retries,
  selection,
  indirectSelection,
  states,
  microbatch,
  snapshotRuns,
  unitTests,
]
