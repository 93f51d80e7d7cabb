/** A test of this repository. */
export interface NamedTest {
  /** The file, from the root of the repository. */
  readonly file: string
  /** The names of its suites and its own, as vitest reports them: `SQL > names > are quoted`. */
  readonly name: string
}

/** Why an engine has a behaviour of dbt, or does not. */
export type Evidence =
  | { readonly kind: 'tests'; readonly tests: readonly NamedTest[] }
  | { readonly kind: 'doesNotApply'; readonly reason: string }
  | { readonly kind: 'notYet'; readonly issue: string }

/** What shows a behaviour on each engine. */
export interface Evidences {
  readonly duckdb: Evidence
  readonly snowflake: Evidence
  /** Whether the tests are about what happens before an engine is asked, so that each shows it for all engines. */
  readonly isAnyEngine: boolean
}

/** A behaviour that a suite of dbt checks. */
export interface Behaviour {
  /** dbt's class, or `Class.method` where a class checks several things. */
  readonly dbt: string
  /** What dbt does, in a sentence. */
  readonly behaviour: string
  readonly shown: Evidences
  /** Where kerros is stricter or kinder, or has it in another form; missing where it does the same. */
  readonly compared?: string | undefined
}

/** The behaviours of one folder or file of dbt's suites. */
export interface Area {
  readonly title: string
  /** Where dbt has them. */
  readonly from: string
  readonly behaviours: readonly Behaviour[]
}

/**
 * A row of docs/conformance.md.
 *
 * @param dbt dbt's class, or `Class.method`.
 * @param compared Begins with `Stricter:`, `Kinder:` or `Other form:`.
 */
export function row(dbt: string, behaviour: string, shown: Evidences, compared?: string): Behaviour {
  return { dbt, behaviour, shown, compared }
}

/** Tests of the contract suites, by their names without the engine: both engines run them. */
export function bySuite(...names: readonly string[]): Evidences {
  return {
    duckdb: named(
      'test/conformance/duckdb.test.ts',
      names.map((name) => `DuckDB: ${name}`),
    ),
    snowflake: named(
      'test/conformance/snowflake.test.ts',
      names.map((name) => `Snowflake: ${name}`),
    ),
    isAnyEngine: false,
  }
}

/** Tests of the suites about whole runs, by their names without the engine: both engines run them. */
export function byRuns(...names: readonly string[]): Evidences {
  return {
    duckdb: named(
      'test/conformance/runs/runs-duckdb.test.ts',
      names.map((name) => `DuckDB: ${name}`),
    ),
    snowflake: named(
      'test/conformance/runs/runs-snowflake.test.ts',
      names.map((name) => `Snowflake: ${name}`),
    ),
    isAnyEngine: false,
  }
}

/** Tests in one file that say nothing of an engine: what they check happens before SQL is rendered, or after it has run. */
export function byAnyEngine(file: string, ...names: readonly string[]): Evidences {
  const evidence = named(file, names)
  return { duckdb: evidence, snowflake: evidence, isAnyEngine: true }
}

/** Each engine has evidence of its own. */
export function byEngine(duckdb: Evidence, snowflake: Evidence): Evidences {
  return { duckdb, snowflake, isAnyEngine: false }
}

/** What shows a behaviour together. */
export function together(...all: readonly Evidences[]): Evidences {
  return {
    duckdb: joined(all.map(({ duckdb }) => duckdb)),
    snowflake: joined(all.map(({ snowflake }) => snowflake)),
    isAnyEngine: all.every(({ isAnyEngine }) => isAnyEngine),
  }
}

/** Tests of one file, for one engine. */
export function named(file: string, names: readonly string[]): Evidence {
  return { kind: 'tests', tests: names.map((name) => ({ file, name })) }
}

/** A behaviour that kerros does not have on any engine, since nothing in it corresponds. */
export function doesNotApply(reason: string): Evidences {
  const evidence: Evidence = { kind: 'doesNotApply', reason }
  return { duckdb: evidence, snowflake: evidence, isAnyEngine: false }
}

/** A behaviour that an issue is about. */
export function notYet(issue: string): Evidences {
  const evidence: Evidence = { kind: 'notYet', issue }
  return { duckdb: evidence, snowflake: evidence, isAnyEngine: false }
}

/** The tests of all behaviours, of both engines. */
export function testsOf(areas: readonly Area[]): readonly NamedTest[] {
  return areas
    .flatMap(({ behaviours }) => behaviours)
    .flatMap(({ shown: { duckdb, snowflake } }) => [duckdb, snowflake])
    .flatMap((evidence) => (evidence.kind === 'tests' ? evidence.tests : []))
}

function joined(evidences: readonly Evidence[]): Evidence {
  const other = evidences.find(({ kind }) => kind !== 'tests')
  if (other) return other
  return {
    kind: 'tests',
    tests: evidences.flatMap((evidence) => (evidence.kind === 'tests' ? evidence.tests : [])),
  }
}
