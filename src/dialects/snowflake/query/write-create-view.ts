import type { CreateViewNode } from 'kysely'
import type { SqlWriter } from '../../../core/render/function-table.js'
import { takeSecure } from './take-secure.js'

/** Writes a CREATE VIEW: `create or replace secure view "V" as select …`. */
export function writeCreateView(write: SqlWriter, node: CreateViewNode): void {
  const { view, isSecure } = takeSecure(node)
  const words = [
    'create',
    view.orReplace && 'or replace',
    isSecure && 'secure',
    view.materialized && 'materialized',
    view.temporary && 'temporary',
    'view',
    view.ifNotExists && 'if not exists',
  ]
  write.sql(`${words.filter(Boolean).join(' ')} `)
  write.node(view.name)
  if (view.columns) {
    write.sql(' (')
    write.list(view.columns)
    write.sql(')')
  }
  if (!view.as) return
  write.sql(' as ')
  write.node(view.as)
}
