import { incremental, integer, now, source, timestamp, view } from 'kerros'
import { expect, it } from 'vitest'
import fc from '../seeded-fast-check.js'
import { inMemory, literal, type MemoryProject } from './memory-project.js'

// docs/incremental.md, "Changed code": what a run says of an edited model, and which rows its table then has.

const raw = source('raw', { e: { id: integer(), n: integer(), at: timestamp() } })

type Policy = 'ignore' | 'append_new_columns' | 'sync_all_columns' | undefined
type Answer = 'note' | 'fail' | 'fullRefresh' | 'forwardOnly'

/** A model as its author writes it down. */
interface Code {
  /** What is added to `n` in each column that the query returns besides `id` and `at`. */
  readonly columns: { readonly [column: string]: number }
  readonly least: number
  /** Which of the inputs with the same rows is read. */
  readonly reads: 'source' | 'view'
  readonly key: readonly string[]
  /** Whether a row that is stored stays as it is. */
  readonly keeps: boolean
  // What changes no stored row.
  readonly isReversed: boolean
  readonly alias: string
  readonly ties: 'skip' | 'again'
  readonly description: string
}

interface Step {
  readonly code: Code
  readonly policy: Policy
  readonly onChange: Answer | undefined
  /** Whether it is the folder that says what happens. */
  readonly byFolder: boolean
  /** What is wrong with the run: nothing, a row that breaks the key, or it reads no rows. */
  readonly fault: 'none' | 'duplicate' | 'empty'
}

const code: fc.Arbitrary<Code> = fc.record({
  columns: fc.record({ a: fc.integer({ min: 1, max: 4 }), b: fc.integer({ min: 1, max: 2 }) }, { requiredKeys: [] }),
  least: fc.integer({ min: 0, max: 1 }),
  reads: fc.constantFrom('source', 'view'),
  key: fc.constantFrom(['id'], ['id'], ['id'], ['id', 'at']),
  keeps: fc.boolean(),
  isReversed: fc.boolean(),
  alias: fc.constantFrom('v', 'w'),
  ties: fc.constantFrom('skip', 'again'),
  description: fc.constantFrom('', 'x'),
})

/** Few edits at a time: a run of new code all over would say everything, always. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    code,
    fc.array(
      fc.record({
        edits: fc.tuple(code, fc.subarray(['columns', 'least', 'reads', 'key', 'keeps'] as const, { maxLength: 2 })),
        policy: fc.constantFrom<Policy>(undefined, 'ignore', 'append_new_columns', 'sync_all_columns'),
        onChange: fc.constantFrom<Answer | undefined>(undefined, 'note', 'fail', 'fullRefresh', 'forwardOnly'),
        byFolder: fc.boolean(),
        fault: fc.constantFrom('none', 'none', 'none', 'none', 'duplicate', 'empty'),
      }),
      { minLength: 2, maxLength: 7 },
    ),
  )
  .map(([first, all]) => {
    let current = first
    return all.map(({ edits: [other, parts], ...rest }) => {
      const { isReversed, alias, ties, description } = other
      const edited = Object.fromEntries(parts.map((part) => [part, other[part]]))
      current = { ...current, isReversed, alias, ties, description, ...edited }
      return { ...rest, code: current }
    })
  })

function definitions({ code, policy, onChange, byFolder }: Step) {
  const { columns, least, reads, key, keeps, isReversed, alias, ties, description } = code
  const v = view({ e: raw.e }, (db) => db.selectFrom('e').selectAll(), { alias })
  const input = reads === 'view' ? v : raw.e
  const m = incremental(
    { i: input } as never,
    ((db: any, { since }: any) => {
      const others = (eb: any) =>
        Object.entries(columns)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, more]) => eb('i.n', '+', more).as(name))
      return db
        .selectFrom('i')
        .where('i.n', '>=', least)
        .where((eb: any) => eb('i.at', '<=', now()))
        .select((eb: any) => {
          const all = ['i.id', 'i.at', ...others(eb)]
          return isReversed ? all.reverse() : all
        })
        .$call(since('i.at', ties === 'again' ? { ties } : undefined))
    }) as never,
    {
      uniqueKey: key,
      watermark: 'at',
      description,
      onSchemaChange: policy,
      ...(keeps && { whenMatched: [{ and: (eb: any) => eb('source.id', '<', 0), action: 'update' }] }),
      ...(!byFolder && onChange && { onChange }),
    } as never,
  )
  return { raw, v, m }
}

interface Made {
  readonly columns: ReadonlyMap<string, number>
  readonly rows: string
  readonly writes: string
}

interface Outcome {
  readonly error: string | undefined
  /** The parts of the report, in words. */
  readonly said: readonly string[]
  readonly rows: readonly { readonly [column: string]: unknown }[]
}

/** docs/incremental.md over plain objects. */
class Oracle {
  #table: { columns: Set<string>; rows: Map<number, { [column: string]: unknown }> } | undefined
  /** What the stored rows are made of; undefined where no run has written it down. */
  #made: Made | undefined
  #key: readonly string[] = []

  run(
    { code, policy, onChange = 'note', fault }: Step,
    source: readonly { id: number; n: number; at: number }[],
  ): Outcome {
    const query = new Map([['id', 0], ['at', 0], ...Object.entries(code.columns)])
    const rows = JSON.stringify([code.least, code.reads])
    const writes = JSON.stringify([code.key, code.keeps])
    const table = this.#table
    const adds = policy === 'append_new_columns' || policy === 'sync_all_columns'
    const compared = [...query].filter(([name]) => onChange === 'fullRefresh' || adds || table?.columns.has(name))
    const before = this.#made
    const names = (found: readonly string[]) => [...found].sort().join()
    const parts = {
      added: names(compared.flatMap(([name]) => (before && !before.columns.has(name) ? [name] : []))),
      gone: names(before ? [...before.columns.keys()].filter((name) => !query.has(name)) : []),
      changed: names(
        compared.flatMap(([name, more]) =>
          before?.columns.has(name) && before.columns.get(name) !== more ? [name] : [],
        ),
      ),
      rows: before && before.rows !== rows ? 'yes' : '',
      writes: before && before.writes !== writes ? 'yes' : '',
    }
    const { added, ...others } = parts
    const said = Object.entries(parts).flatMap(([part, what]) => (what === '' ? [] : [`${part} ${what}`]))
    const isOnlyNew = Object.values(others).every((what) => what === '')
    if (fault === 'empty') {
      if (!table) this.#build(code, query, [], undefined)
      return this.#outcome(undefined, [])
    }
    const made = { columns: new Map(query), rows, writes }
    const wanted = source.filter(({ n }) => n >= code.least)
    const isBuilt = !table || (onChange === 'fullRefresh' && said.length > 0)
    if (isBuilt) {
      if (hasTwice(wanted, code.key)) return this.#outcome('E_DUPLICATE_KEY', [])
      this.#build(code, query, wanted, made)
      return this.#outcome(undefined, [])
    }
    const notes = onChange === 'note' || onChange === 'fail' ? said : []
    if (onChange === 'fail' && said.length > 0 && !(isOnlyNew && adds)) return this.#outcome('E_CHANGED_CODE', [])
    if (this.#key.join() !== code.key.join()) return this.#outcome('E_CHANGED_IDENTITY', [])
    if (!adds && [...table.columns].some((name) => !query.has(name))) return this.#outcome('E_CHANGED_COLUMNS', [])
    const watermark = Math.max(...[...table.rows.values()].map(({ at }) => at as number), Number.NEGATIVE_INFINITY)
    const batch = wanted.filter(({ at }) => at > watermark || (code.ties === 'again' && at === watermark))
    if (hasTwice(batch, code.key)) return this.#outcome('E_DUPLICATE_KEY', [])
    if (adds) for (const name of query.keys()) table.columns.add(name)
    if (policy === 'sync_all_columns')
      for (const name of [...table.columns]) if (!query.has(name)) table.columns.delete(name)
    for (const row of batch) {
      const stored = table.rows.get(row.id)
      if (stored && code.keeps) continue
      const values = Object.fromEntries(valuesOf(row, query).filter(([name]) => table.columns.has(name)))
      table.rows.set(row.id, { ...stored, ...values })
    }
    this.#made = { ...made, columns: new Map([...query].filter(([name]) => table.columns.has(name))) }
    return this.#outcome(undefined, notes)
  }

  #build(
    code: Code,
    query: ReadonlyMap<string, number>,
    rows: readonly { id: number; n: number; at: number }[],
    made: Made | undefined,
  ): void {
    this.#table = {
      columns: new Set(query.keys()),
      rows: new Map(rows.map((row) => [row.id, Object.fromEntries(valuesOf(row, query))])),
    }
    this.#made = made
    this.#key = code.key
  }

  #outcome(error: string | undefined, said: readonly string[]): Outcome {
    const { columns = new Set<string>(), rows = new Map() } = this.#table ?? {}
    const names = [...columns].sort()
    return {
      error,
      said,
      rows: [...rows]
        .sort(([one], [other]) => one - other)
        .map(([, row]) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]))),
    }
  }
}

function valuesOf(row: { id: number; n: number; at: number }, query: ReadonlyMap<string, number>) {
  return [...query].map(
    ([name, more]) => [name, name === 'id' ? row.id : name === 'at' ? row.at : row.n + more] as const,
  )
}

function hasTwice(rows: readonly { id: number; at: number }[], key: readonly string[]): boolean {
  const keys = rows.map((row) => JSON.stringify(key.map((column) => row[column as 'id' | 'at'])))
  return new Set(keys).size < keys.length
}

const WORDS: readonly (readonly [part: string, pattern: RegExp])[] = [
  ['added', /the new columns? ((?:"\w+"(?:, )?)+)/],
  ['gone', /((?:"\w+"(?:, )?)+), which (?:is|are) no longer returned/],
  ['changed', /the expressions? of ((?:"\w+"(?:, )?)+)/],
  ['rows', /(what it reads)/],
  ['writes', /(its key, or how rows are written)/],
]

/** The parts of a report, read from its words. */
function partsOf(messages: readonly string[]): readonly string[] {
  const found = messages.filter((message) => message.startsWith('the code of "m" changed since'))
  expect(found.length).toBeLessThanOrEqual(1)
  return found.flatMap((message) =>
    WORDS.flatMap(([part, pattern]) => {
      const names = pattern.exec(message.slice(message.indexOf(':')))?.[1]
      if (names === undefined) return []
      return [`${part} ${names.startsWith('"') ? names.replaceAll(/[" ]/g, '').split(',').sort().join() : 'yes'}`]
    }),
  )
}

const day = (at: number) => new Date(Date.UTC(2026, 0, at))

async function outcome(project: MemoryProject, step: Step, at: number): Promise<Outcome> {
  const { nodes } = await project.run(definitions(step), {
    startedAt: day(at),
    empty: step.fault === 'empty',
    defaults: step.byFolder && step.onChange ? { 'a.ts': { onChange: step.onChange } } : {},
  })
  const m = nodes.find(({ name }) => name === 'm')!
  const exists = await project.rows("select 1 as x from information_schema.tables where table_name = 'm'")
  const rows = exists.length > 0 ? await project.rows('select * from m order by id') : []
  return {
    error: m.error?.code,
    said: partsOf(m.notes.map(({ message }) => message)),
    rows: rows.map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, value]) => [name, value instanceof Date ? value.getUTCDate() : value]),
      ),
    ),
  }
}

it('each run says what changed in a model since its rows were written, does what onChange says, and a run that fails leaves it to the next one', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(steps, (all) =>
      inMemory(async (project) => {
        await project.rows('create schema raw', 'create table raw.e (id integer, n integer, "at" timestamp)')
        const oracle = new Oracle()
        const rows: { id: number; n: number; at: number }[] = []
        for (const [i, step] of all.entries()) {
          const at = i + 1
          const loaded = [0, 1, 2].map((n) => ({ id: at * 10 + n, n, at }))
          if (step.fault === 'duplicate') loaded.push(loaded[2]!)
          const values = loaded.map(({ id, n }) => `(${id}, ${n}, ${literal(day(at))})`)
          await project.rows(`insert into raw.e values ${values.join(', ')}`)
          const expected = oracle.run(step, [...rows, ...loaded])
          const found = await outcome(project, step, at)
          expect(found).toEqual(expected)
          for (const what of [expected.error ?? 'done', ...expected.said.map((each) => each.split(' ')[0]!)])
            seen.add(what)
          if (step.fault === 'duplicate') {
            loaded.pop()
            await project.rows(
              `delete from raw.e where id = ${at * 10 + 2}`,
              `insert into raw.e values (${at * 10 + 2}, 2, ${literal(day(at))})`,
            )
          }
          rows.push(...loaded)
        }
      }),
    ),
    { numRuns: 100 },
  )
  expect([...seen].sort()).toEqual([
    'E_CHANGED_CODE',
    'E_CHANGED_COLUMNS',
    'E_CHANGED_IDENTITY',
    'E_DUPLICATE_KEY',
    'added',
    'changed',
    'done',
    'gone',
    'rows',
    'writes',
  ])
}, 120_000)

it('a folder does not rebuild what a model protects', async () => {
  await inMemory(async (project) => {
    await project.rows('create schema raw', 'create table raw.e (id integer, n integer, "at" timestamp)')
    const m = incremental({ e: raw.e }, (db) => db.selectFrom('e').selectAll(), { uniqueKey: 'id', fullRefresh: false })
    const defaults = { 'a.ts': { onChange: 'fullRefresh' } } as const
    const { nodes } = await project.run({ raw, m }, { defaults })
    expect(nodes[0]!.error).toMatchObject({
      code: 'E_INVALID_OPTION',
      message: expect.stringContaining('the defaults of its folder rebuild "m" when its code changes'),
    })
  })
})
