import type { CreateViewNode } from 'kysely'
import { FunctionNode, type OperationNode, SelectModifierNode, SelectQueryNode } from 'kysely'
import type { SqlWriter } from '../../../core/render/function-table.js'
import { snowflakeOnlyName } from './snowflake-only.js'

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

/** A view without the marker of a secure view, and whether it had one. Kysely's views take no modifiers of their own. */
function takeSecure(view: CreateViewNode): { readonly view: CreateViewNode; readonly isSecure: boolean } {
  const query = view.as
  if (!query || !SelectQueryNode.is(query) || !query.endModifiers?.some(isSecureMarker))
    return { view, isSecure: false }
  const { endModifiers, ...rest } = query
  const others = endModifiers.filter((modifier) => !isSecureMarker(modifier))
  return { view: { ...view, as: others.length > 0 ? { ...rest, endModifiers: others } : rest }, isSecure: true }
}

function isSecureMarker(node: OperationNode): boolean {
  if (!SelectModifierNode.is(node) || !node.rawModifier) return false
  return FunctionNode.is(node.rawModifier) && node.rawModifier.func === snowflakeOnlyName('secure_view')
}
