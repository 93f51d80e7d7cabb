/**
 * A place that has a column's name: a column of a node, or of a select within a query. Slots that must have one name are
 * linked: the columns of a select and those of the node that it gives, both halves of a union, what `selectAll` passes on.
 */
export class NameSlot {
  readonly name: string
  /** The unique id of the node whose column it is; `undefined` within a query. */
  readonly owner: string | undefined
  /** Whether nothing that a file says gives it its name, as with the columns of a function in FROM. */
  readonly isGiven: boolean
  #next: NameSlot | undefined

  constructor(name: string, { owner, isGiven = false }: { readonly owner?: string; readonly isGiven?: boolean } = {}) {
    this.name = name
    this.owner = owner
    this.isGiven = isGiven
  }

  /** The slot that stands for all that have one name with this one. */
  get root(): NameSlot {
    let root: NameSlot = this
    while (root.#next) root = root.#next
    if (root !== this) this.#next = root
    return root
  }

  /** Says that this and another one have one name. */
  link(other: NameSlot): void {
    const [mine, theirs] = [this.root, other.root]
    if (mine !== theirs) mine.#next = theirs
  }
}
