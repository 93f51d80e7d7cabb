import { FunctionNode, OrderByItemNode, OrderByNode, type OverNode } from 'kysely'
import { constant, immediateText } from './immediate.js'

/**
 * A window's frame has no node in Kysely. It travels as a function node among the items of the window's order, which every
 * transformer and plugin keeps, and the query compilers print it after them.
 */
const FRAME = 'kerros.frame'

/** The node that carries a frame (`rows between … and …`) through Kysely. */
export function frameNode(frame: string): FunctionNode {
  return FunctionNode.create(FRAME, [constant(frame)])
}

/** A window without its frame, and the frame. */
export function takeFrame(over: OverNode): { readonly over: OverNode; readonly frame: string | undefined } {
  const items = over.orderBy?.items ?? []
  const frames = items.map(frameOf).filter((frame) => frame !== undefined)
  if (frames.length === 0) return { over, frame: undefined }
  const { orderBy: _, ...rest } = over
  const others = items.filter((item) => frameOf(item) === undefined)
  return {
    over: others.length > 0 ? { ...rest, orderBy: OrderByNode.create(others) } : rest,
    frame: frames.at(-1),
  }
}

/** The window with a frame, unless it has one. */
export function withFrame(over: OverNode, frame: string): OverNode {
  if (takeFrame(over).frame !== undefined) return over
  const item = OrderByItemNode.create(frameNode(frame))
  return { ...over, orderBy: OrderByNode.create([...(over.orderBy?.items ?? []), item]) }
}

function frameOf({ orderBy }: OrderByItemNode): string | undefined {
  return FunctionNode.is(orderBy) && orderBy.func === FRAME ? immediateText(orderBy.arguments[0]) : undefined
}
