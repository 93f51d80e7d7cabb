import { type CreateViewNode, FunctionNode, type OperationNode, SelectModifierNode, SelectQueryNode } from 'kysely'
import { snowflakeOnlyName } from './snowflake-only.js'

/** A view without the marker of a secure view, and whether it had one. Kysely's views take no modifiers of their own. */
export function takeSecure(view: CreateViewNode): { readonly view: CreateViewNode; readonly isSecure: boolean } {
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
