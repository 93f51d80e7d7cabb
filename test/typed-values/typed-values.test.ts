import { isDeepStrictEqual } from 'node:util'
import { duckdb } from 'kerros/duckdb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ScratchProject } from '../conformance/scratch-project.js'
import { createSnowflakeProject } from '../movielens/snowflake-project.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { functionCalls } from './calls.js'
import { allCases, type Case } from './cases.js'
import { createTable, t } from './columns.js'
import { FUNCTIONS, MACROS } from './exported-names.js'
import { type Inferred, inferTypes } from './inferred-types.js'
import { type Outcome, runCases } from './run-cases.js'

// docs/types.md: what is typed is what arrives. TypeScript itself says what is typed, the engines what arrives.

const server = await snowflakeServer()
/** The protocol server is slow: it gets every so many-th case. `KERROS_TYPED_VALUES=1` runs them all, in half an hour. */
const STEP = Number(process.env['KERROS_TYPED_VALUES'] ?? 7)

/** A case that DuckDB refuses takes a statement of its own, and has seldom a value to compare. */
const REFUSED_STEP = STEP === 1 ? 1 : 6 * STEP

const TIMEOUT = STEP === 1 ? 3_600_000 : 580_000

interface TypedCase extends Case {
  readonly type: Inferred
}

/** What came of some cases on an engine. */
interface Count {
  readonly arrived: number
  /** Compiled, but not for this engine or for these types. */
  readonly refusedByKerros: number
  /** Types that the engine does not mix, and values that it does not convert: an error when the query runs. */
  readonly refusedByEngine: number
  /** An error instead of a `number` that would lose digits. */
  readonly inexact: number
  readonly mismatches: readonly string[]
}

/** Types that have nothing but a `number` for a value which a `number` cannot hold: it is an error then. */
const ONLY_NUMBER = /^\(?number( \| null)?\)?(\[\])?( \| null)?$/

function count(cases: readonly TypedCase[], outcomes: readonly Outcome[], except?: RegExp): Count {
  const codes = outcomes.map((outcome) => ('code' in outcome ? outcome.code : undefined))
  const of = (test: (code: string | undefined) => boolean): number => codes.filter(test).length
  const inKerros = ['E_UNSUPPORTED', 'E_TYPE_MISMATCH']
  const known = [undefined, 'E_QUERY', ...inKerros]
  return {
    arrived: of((code) => code === undefined),
    refusedByKerros: of((code) => inKerros.includes(code ?? '')),
    refusedByEngine: of((code) => code === 'E_QUERY'),
    inexact: of((code) => code === 'E_INEXACT_NUMBER'),
    mismatches: cases.flatMap(({ code, query, type }, i) => {
      const outcome = outcomes[i]!
      if (except?.test(code)) return []
      if ('code' in outcome) {
        // COALESCE has the value type of its first argument, and the type of all of them.
        const isTyped = ONLY_NUMBER.test(type.text) || code.startsWith('eb.fn.coalesce(')
        const isKnown = known.includes(outcome.code) || (outcome.code === 'E_INEXACT_NUMBER' && isTyped)
        return isKnown ? [] : [`${code} (${query}) is typed ${type.text}: ${outcome.code} ${outcome.message}`]
      }
      const wrong = outcome.values.filter((value) => !type.fits(value))
      return wrong.length === 0 ? [] : [`${code} (${query}) is typed ${type.text}, and arrives as ${show(wrong[0])}`]
    }),
  }
}

/**
 * The protocol server sends lists of decimals in Python's own form and lists of BINARY in DuckDB's, calls an ARRAY a VARIANT, in
 * which long numbers are rounded, and mixes what Snowflake refuses to. Its COUNT_IF of no rows is NULL, its DATEADD of a DATE a
 * TIMESTAMP, and its TO_CHAR of a TIMESTAMP ignores the format.
 */
const SERVER =
  /arrayConstruct\(T\.(?:[pnqwf]|huge)|dateText\(T\.ts|array(?:Agg|Construct)\(T\.bin|T\.lh|(?:case\(\)|iff|coalesce).*T\.ls|countIf\(|dateAdd\(.*, T\.d(?:_n)?\)/

/** Values in which engines are free to differ: docs/types.md says so of most; the order of lists and the digits of `/` are their own. */
const DIFFERS =
  /coalesce|(?:min|max)\(T\.l|approxCountDistinct|castTo\(.*(?:boolean|varchar)\(\)|'\/'|arrayAgg|anyValue/

function differences(
  cases: readonly TypedCase[],
  one: readonly Outcome[],
  other: readonly Outcome[],
): readonly string[] {
  return cases.flatMap(({ code, query }, i) => {
    const [a, b] = [one[i]!, other[i]!]
    if (
      !('values' in a && 'values' in b) ||
      isDeepStrictEqual(a.values, b.values) ||
      DIFFERS.test(code) ||
      SERVER.test(code)
    )
      return []
    return [`${code} (${query}) is ${show(a.values)} on DuckDB and ${show(b.values)} on Snowflake`]
  })
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part))?.slice(0, 200) ?? String(value)

const report = (what: string, counted: object): boolean => process.stdout.write(`${what}: ${JSON.stringify(counted)}\n`)

describe('what is typed is what arrives', () => {
  let inDuckDb: ScratchProject
  let inSnowflake: ScratchProject | undefined
  let cases: readonly TypedCase[]
  let arrived: readonly Outcome[]

  beforeAll(async () => {
    const inferred = await inferTypes(allCases, {
      functions: FUNCTIONS,
      macros: MACROS,
      columns: Object.keys(t.columns),
    })
    cases = allCases.flatMap((each, i) => (inferred[i] ? [{ ...each, type: inferred[i] }] : []))
    inDuckDb = await ScratchProject.create({
      name: 'DuckDB',
      createTarget: () => duckdb({ path: 'typed.duckdb', settings: { threads: '1' } }),
    })
    const { dialect } = inDuckDb.target
    await inDuckDb.execute(
      'create schema raw',
      createTable('raw.t', {
        typeName: (type) => dialect.typeName(type),
        binary: (hex) => `unhex('${hex}')`,
        json: (text) => `cast('${text}' as json)`,
        array: (text, type) => `cast(cast('${text}' as json) as ${dialect.typeName(type)})`,
      }),
    )
  }, TIMEOUT)
  afterAll(async () => {
    await inDuckDb?.remove()
    await inSnowflake?.remove()
  })

  it('has calls of every function and macro', () => {
    expect([...FUNCTIONS, ...MACROS].sort()).toEqual(Object.keys(functionCalls).sort())
  })

  it(
    'on DuckDB',
    async () => {
      arrived = await runCases(inDuckDb.target, inDuckDb.folder, cases)
      const { mismatches, ...counted } = count(cases, arrived)
      report(`${allCases.length} calls, ${allCases.length - cases.length} refused by tsc; DuckDB`, counted)
      expect(mismatches).toEqual([])
      expect(counted.arrived).toBeGreaterThan(5000)
    },
    TIMEOUT,
  )

  it.skipIf(server.skipReason)(
    'on Snowflake, with the same values',
    async () => {
      inSnowflake = await createSnowflakeProject(server)
      const { dialect } = inSnowflake.target
      await inSnowflake.execute(
        `create database if not exists ${server.database}`,
        `create schema if not exists ${server.database}.raw`,
        createTable(`${server.database}.raw.t`, {
          typeName: (type) => dialect.typeName(type),
          binary: (hex) => `to_binary('${hex}', 'HEX')`,
          json: (text) => `parse_json('${text}')`,
          array: (text) => `cast(parse_json('${text}') as array)`,
        }),
      )
      const sample = cases.flatMap((each, i) => {
        const on = arrived[i]!
        return i % ('code' in on ? REFUSED_STEP : STEP) === 0 ? [{ each, on }] : []
      })
      const sampled = sample.map(({ each }) => each)
      const refused = new Set(sample.flatMap(({ each, on }) => ('code' in on ? [each] : [])))
      const outcomes = await runCases(inSnowflake.target, inSnowflake.folder, sampled, refused)
      const { mismatches, ...counted } = count(sampled, outcomes, SERVER)
      report(`Snowflake, every ${STEP}th`, counted)
      expect(mismatches).toEqual([])
      expect(
        differences(
          sampled,
          sample.map(({ on }) => on),
          outcomes,
        ),
      ).toEqual([])
      expect(counted.arrived).toBeGreaterThan(STEP === 7 ? 900 : 10)
    },
    TIMEOUT,
  )
})
