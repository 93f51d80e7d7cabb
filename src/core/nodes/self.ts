import { TableNode } from 'kysely'

/** The table name that stands for a model's own relation until it is compiled. No input can have this name. */
export const SELF = 'kerros.self'

/** The node that stands for a model's own relation. */
export function selfNode(): TableNode {
  return TableNode.create(SELF)
}
