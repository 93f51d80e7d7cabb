import { basic } from './adapter/basic.js'
import type { Area } from './behaviour.js'

/** What docs/conformance.md is made of, in its order. */
export const areas: readonly Area[] = [basic]
