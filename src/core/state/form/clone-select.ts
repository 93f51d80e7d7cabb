import type { Item, ItemSource, Select } from './algebra.js'
import { mapSelectColumns } from './parts.js'

/** A select like another, with items of its own, for another place. Queries in its expressions are not copied. */
export function cloneSelect(select: Select): Select {
  const items = new Map<Item, Item>()
  const copy = copied(select, items)
  mapSelectColumns(copy, (item, name) => {
    const own = items.get(item)
    return own && { kind: 'column', item: own, name }
  })
  return copy
}

function copied(select: Select, items: Map<Item, Item>): Select {
  return {
    ...select,
    items: select.items.map((item) => {
      const copy: Item = { ...item, on: [...item.on], source: copiedSource(item.source, items) }
      items.set(item, copy)
      return copy
    }),
    where: [...select.where],
    having: [...select.having],
    qualify: [...select.qualify],
    sets: select.sets.map((set) => ({ ...set, select: copied(set.select, items) })),
  }
}

function copiedSource(source: ItemSource, items: Map<Item, Item>): ItemSource {
  if (source.kind === 'select') return { kind: 'select', select: copied(source.select, items) }
  if (source.kind === 'shared') source.shared.uses++
  return source
}
