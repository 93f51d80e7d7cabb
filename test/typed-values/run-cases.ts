import * as kerros from 'kerros'
import { connect, type KerrosError, type Target } from 'kerros'
import * as macros from 'kerros/macros'
import { type Expression, expressionBuilder } from 'kysely'
import type { Case } from './cases.js'
import { t } from './columns.js'

/** What a case gives on an engine: a value for each row, or why not. */
export type Outcome = { readonly values: readonly unknown[] } | { readonly code: string; readonly message: string }

const BATCH = 60

/** The expressions of cases, made by their code. */
function expressionsOf(cases: readonly Case[]): readonly (() => Expression<unknown>)[] {
  const eb = expressionBuilder<any, any>()
  const T = Object.fromEntries(Object.keys(t.columns).map((column) => [column, eb.ref(`t.${column}`)]))
  const names = { ...kerros, ...macros, eb, T, YES: eb(T['yes'] as never, '=', true as never) }
  const body = `return [${cases.map(({ code }) => `() => ${code}`).join(',\n')}]`
  return new Function(...Object.keys(names), body)(...Object.values(names)) as (() => Expression<unknown>)[]
}

/**
 * Runs cases, many in one query; a query that fails is cut in half until the case is found.
 *
 * @param likelyToFail Cases that run alone, because they would only make others run again.
 */
export async function runCases(
  target: Target,
  root: string,
  cases: readonly Case[],
  likelyToFail: ReadonlySet<Case> = new Set(),
): Promise<readonly Outcome[]> {
  const db = connect(target, { t }, { root })
  const expressions = expressionsOf(cases)
  const outcomes: Outcome[] = new Array(cases.length)

  const run = async (indices: readonly number[], query: Case['query']): Promise<void> => {
    try {
      const list = indices.map((i) => (expressions[i]!() as any).as(`c${i}`))
      const from = db.selectFrom('t').select(list as never)
      const selected =
        query === 'row'
          ? from.orderBy('t.id')
          : query === 'group'
            ? from.groupBy('t.g').orderBy('t.g')
            : from.where('t.id', '<', 0)
      const rows = (await selected.execute()) as { readonly [name: string]: unknown }[]
      for (const i of indices) outcomes[i] = { values: rows.map((row) => row[`c${i}`]) }
    } catch (error) {
      if (indices.length === 1) {
        const { code, message, cause } = error as KerrosError & { diagnostics?: unknown }
        const text = `${message} ${cause instanceof Error ? cause.message : ''}`
        outcomes[indices[0]!] = { code: code ?? 'no code', message: text }
        return
      }
      const half = Math.ceil(indices.length / 2)
      await run(indices.slice(0, half), query)
      await run(indices.slice(half), query)
    }
  }

  try {
    for (const query of ['row', 'group', 'all'] as const) {
      const inQuery = cases.flatMap((each, i) => (each.query === query ? [i] : []))
      for (const i of inQuery) if (likelyToFail.has(cases[i]!)) await run([i], query)
      const indices = inQuery.filter((i) => !likelyToFail.has(cases[i]!))
      for (let start = 0; start < indices.length; start += BATCH) await run(indices.slice(start, start + BATCH), query)
    }
    return outcomes
  } finally {
    await db.destroy()
  }
}
