import type { ResourceType } from '../../core/project/nodes/node.js'

/** The commands that run a plan, and what each of them works on. */
export const commandScope = {
  build: ['model', 'seed', 'snapshot', 'test', 'unit_test'],
  run: ['model'],
  test: ['test', 'unit_test'],
  seed: ['seed'],
  snapshot: ['snapshot'],
  clone: ['model', 'seed', 'snapshot'],
} as const satisfies { readonly [command: string]: readonly ResourceType[] }

/** A command that runs a plan. */
export type PlanCommand = keyof typeof commandScope
