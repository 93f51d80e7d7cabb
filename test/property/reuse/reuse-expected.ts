import { createHash } from 'node:crypto'
import { ordered } from './reuse-definitions.js'
import { columnsOf, type ModelSpec, meant, type Place, type ProjectSpec, specOf } from './reuse-spec.js'

/** What a relation holds, in words: each column is written as what it is made of down to the sources, and so are the rows. */
interface Held {
  readonly columns: ReadonlyMap<string, string>
  readonly rows: string
  /** What else it was built by. */
  readonly settings: string
}

/** A view as it was built: its values follow what it reads. */
interface HeldView {
  readonly project: ProjectSpec
  readonly spec: ModelSpec
  readonly variables: Variables
}

export interface Variables {
  readonly least: number
  readonly more: number
}

/**
 * docs/reuse.md for tables, views, seeds and ephemeral models over sources: which of them a build has to leave as they are. Of what else
 * a project has, it claims nothing.
 */
export class ReuseExpected {
  readonly #held = new Map<string, Held>()
  readonly #views = new Map<string, HeldView>()
  readonly #versions = new Map<string, number>()
  #isKnown = false

  /** `kerros load` has changed a source. */
  loaded(name: string): void {
    this.#versions.set(name, (this.#versions.get(name) ?? 0) + 1)
  }

  /** Somebody else has used the database: everything is built next. */
  touched(): void {
    this.#isKnown = false
    for (const name of ['one', 'two']) this.loaded(name)
    this.#held.clear()
    this.#views.clear()
  }

  /** Records are gone: of what a run without reuse has built, or of what has failed. */
  forget(name: string): void {
    this.#held.delete(name)
    this.#views.delete(name)
  }

  /**
   * The nodes that a build with reuse has to leave as they are.
   *
   * @param selected The nodes that are built.
   * @param ended How they ended. What succeeded holds from then on what the project says.
   */
  build(
    project: ProjectSpec,
    variables: Variables,
    selected: ReadonlySet<string>,
    ended: ReadonlyMap<string, string>,
  ): ReadonlySet<string> {
    const claimed = new Set<string>()
    const wasKnown = this.#isKnown
    this.#isKnown = true
    const names = ['codes', ...ordered(project).map(({ name }) => name)]
    for (const name of names) {
      const spec = specOf(project, name)
      if (spec?.kind === 'ephemeral' || !selected.has(name)) continue
      const now = spec ? this.#modelNow(project, spec, variables) : seedHolds(project)
      const before = spec?.kind === 'view' ? this.#viewNow(name) : this.#held.get(name)
      if (wasKnown && now && before && JSON.stringify(plain(now)) === JSON.stringify(plain(before))) claimed.add(name)
      this.forget(name)
      if (!now || ended.get(name) !== 'success') continue
      if (spec?.kind === 'view') this.#views.set(name, { project, spec, variables })
      else this.#held.set(name, now)
    }
    return claimed
  }

  #viewNow(name: string): Held | undefined {
    const view = this.#views.get(name)
    return view && this.#modelNow(view.project, view.spec, view.variables)
  }

  #input(project: ProjectSpec, name: string, variables: Variables): Held | undefined {
    const spec = specOf(project, name)
    if (spec?.kind === 'ephemeral') return this.#modelNow(project, spec, variables)
    if (name !== 'one' && name !== 'two') return this.#views.has(name) ? this.#viewNow(name) : this.#held.get(name)
    const rows = `${name}@${this.#versions.get(name) ?? 0}`
    const columns = ['id', 'seen_at', ...columnsOf(project, name).map((column) => column.name)]
    return { columns: new Map(columns.map((column) => [column, `${rows}.${column}`])), rows, settings: '' }
  }

  #modelNow(project: ProjectSpec, spec: ModelSpec, variables: Variables): Held | undefined {
    const { kind, shape, join, hook, audit, alias } = spec
    if (!['table', 'view', 'ephemeral'].includes(kind) || hook) return undefined
    const x = this.#input(project, spec.x, variables)
    const y = join && this.#input(project, join.y, variables)
    if (!x || (join && !y)) return undefined
    if (spec.columns.some(({ value }) => value.kind === 'now' || value.kind === 'fails')) return undefined
    const read = (place: Place): string => {
      const { of, column } = meant(project, spec, place)
      return (of === 'y' ? y! : x).columns.get(column) ?? '?'
    }
    const value = (column: ModelSpec['columns'][number]): string => {
      const { value: found, type } = column
      const places = ['a', 'b'].flatMap((part) =>
        part in found ? [read((found as never as { [part: string]: Place })[part]!)] : [],
      )
      const [n, more] = ['n' in found ? found.n : undefined, found.kind === 'variable' ? variables.more : undefined]
      return digest([type, found.kind, places, n, more])
    }
    const where = spec.where.map(({ a, operator, n }) =>
      digest([read(a), operator, n === 'variable' ? variables.least : n]),
    )
    const group = read({ of: 'x', column: 'k' })
    const own: readonly (readonly [string, string])[] = [
      ['id', shape === 'groups' ? group : x.columns.get('id')!],
      ['seen_at', x.columns.get('seen_at')!],
      ...spec.columns.map((column) => [column.name, value(column)] as const),
    ]
    const joined = join && [join.type, read({ of: 'x', column: join.on }), y!.columns.get('id'), y!.rows]
    const rows = digest([
      x.rows,
      joined,
      where.sort(),
      shape,
      shape === 'groups' && group,
      // Every column of a distinct row decides whether it is another one.
      shape === 'distinct' && own.map(([, key]) => key),
    ])
    const columns = new Map(own.map(([name, key]) => [name, shape === 'groups' ? digest([key, 'of groups']) : key]))
    return { columns, rows, settings: JSON.stringify([kind, audit, alias, own.map(([name]) => name)]) }
  }
}

function seedHolds(project: ProjectSpec): Held {
  const rows = digest([project.seedRows, project.seedIsBig])
  const columns = ['id', 'seen_at', ...columnsOf(project, 'codes').map(({ name }) => name)]
  return { columns: new Map(columns.map((column) => [column, `${rows}.${column}`])), rows, settings: '' }
}

function plain({ columns, rows, settings }: Held): unknown {
  return [[...columns], rows, settings]
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha1').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
}
