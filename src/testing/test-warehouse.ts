import { type AliasedExpression, ExpressionWrapper, type RawBuilder, sql } from 'kysely'
import { batchStart } from '../core/batches/batch-size.js'
import type { FailedBatches } from '../core/batches/failed-batches.js'
import { parseTime } from '../core/batches/parse-time.js'
import type { QuerySubject } from '../core/compile/compiled-query.js'
import type { RelationDefinition } from '../core/definitions/definition.js'
import type { Given, GivenRow } from '../core/definitions/given.js'
import { DiagnosticsError } from '../core/errors/index.js'
import type { OutputColumn } from '../core/infer/output-column.js'
import { compileDatabase } from '../core/nodes/compile-database.js'
import { derivedTable } from '../core/nodes/derived-table.js'
import type { Warehouse } from '../core/ports/warehouse.js'
import type { Inputs, Ref } from '../core/query/ref.js'
import { intervalLedger } from '../core/relations/interval-ledger.js'
import type { DescribedSchemas } from '../core/relations/relation.js'
import { relationKey, schemaKey } from '../core/relations/relation.js'
import { typedRows } from '../core/result/typed-rows.js'
import type { SeedRow } from '../core/steps/materialization.js'
import type { SqlDialect } from '../core/steps/sql-dialect.js'
import { type MemoryDatabase, memoryDatabase } from '../dialects/duckdb/memory-database.js'
import type { IncrementalOptions } from '../materializations/incremental/incremental-options.js'
import { buildPlan } from '../runtime/plan/build-plan.js'
import { readIntervals } from '../runtime/plan/read-intervals.js'
import { readSeeds } from '../runtime/plan/seeds/read-seeds.js'
import { runPlan } from '../runtime/run/run-plan.js'
import { checkGiven } from './check-given.js'
import { definitionsWithin } from './definitions-within.js'
import { type GivenColumn, givenColumns } from './given-columns.js'
import { type ReadRows, readGiven } from './given-rows.js'
import { createGivenTable, deleteGivenRows, insertGivenQuery, insertGivenRows } from './given-sql.js'
import { ownColumnNames } from './own-column-names.js'
import type { TestingOptions } from './testing-options.js'
import { type TestingPlace, type TestingProject, testingProject } from './testing-project.js'

/** What a bench is set up with. */
export interface BenchSetup {
  /** What is run, or what the query that is run reads. */
  readonly reads: Inputs
  /** The definition that is run, if it has a relation itself. */
  readonly subject?: RelationDefinition | undefined
  /** All rows that will ever be given: columns without a declared type take it from them. */
  readonly given: readonly Given[]
  readonly options: TestingOptions
}

/** How definitions are built. */
export interface BenchBuild {
  /** When the run begins; snapshots stamp it. */
  readonly startedAt: Date
  /** Whether models are built as if nothing of them were there. */
  readonly isRebuild?: boolean
  /** Whether the time of the run decides which batches of microbatch models are computed. Default: they have all their rows. */
  readonly isTimed?: boolean
}

const END_OF_TIME = new Date('9999-12-31')

const SCHEMA = 'main'

/** What a bench works with. */
interface BenchParts extends MemoryDatabase {
  readonly project: TestingProject
  readonly given: ReadonlyMap<RelationDefinition, readonly GivenColumn[]>
  readonly seedRows: ReadonlyMap<string, readonly SeedRow[]>
  readonly read: ReadonlyMap<Given, ReadRows>
}

/** A DuckDB in memory with given rows, in which definitions are built as a run builds them. */
export class TestWarehouse {
  readonly #warehouse: Warehouse
  readonly #dialect: SqlDialect
  readonly #database: string
  readonly #project: TestingProject
  readonly #given: ReadonlyMap<RelationDefinition, readonly GivenColumn[]>
  readonly #seedRows: ReadonlyMap<string, readonly SeedRow[]>
  readonly #read: ReadonlyMap<Given, ReadRows>
  /** What rows were given for so far. */
  readonly #filled = new Set<RelationDefinition>()
  #builds = 0

  private constructor(parts: BenchParts) {
    this.#warehouse = parts.warehouse
    this.#dialect = parts.warehouse.dialect
    this.#database = parts.database
    this.#project = parts.project
    this.#given = parts.given
    this.#seedRows = parts.seedRows
    this.#read = parts.read
  }

  /** Sets a bench up, works with it, and always takes it down. */
  static async use<T>(setup: BenchSetup, work: (bench: TestWarehouse) => Promise<T>): Promise<T> {
    const { reads, subject, given, options } = setup
    const refs = new Set<Ref<any>>(given.map(({ of }) => of))
    const definitions = definitionsWithin(reads, options.names ?? {}, (definition) => refs.has(definition))
    checkGiven(definitions, refs, subject)
    const root = options.root ?? process.cwd()
    const read = new Map<Given, ReadRows>()
    for (const each of given) read.set(each, await readGiven(each, root))
    const memory = await memoryDatabase()
    try {
      const project = testingProject(definitions, placeIn(memory), options, (definition) => refs.has(definition))
      const columns = new Map<RelationDefinition, readonly GivenColumn[]>()
      for (const ref of refs) {
        const definition = ref as RelationDefinition
        const name = definitions.get(definition)!
        const known = project.compiler.columnsOf(definition)
        const spelled = known?.map((column) => column.name)
        const own = given.filter(({ of }) => of === ref)
        const rows = own.map((each) => ownColumnNames(read.get(each)!.rows, spelled, `a given row of "${name}"`))
        own.forEach((each, i) => void read.set(each, { ...read.get(each)!, rows: rows[i]! }))
        const found = own.map((each) => read.get(each)!)
        columns.set(definition, givenColumns(name, definition, known, found))
      }
      const seeds = project.project.nodes.filter((node) => !columns.has(definitionOf(node)!))
      const seedRows = await readSeeds(seeds, root)
      const bench = new TestWarehouse({ ...memory, project, given: columns, seedRows, read })
      await bench.#createGivenTables()
      const result = await work(bench)
      project.variables.checkAllUsed()
      return result
    } finally {
      await memory.warehouse.close()
    }
  }

  /** Adds rows to what is given. */
  async add(given: readonly Given[]): Promise<void> {
    for (const each of given) {
      const definition = each.of as RelationDefinition
      const relation = this.#project.relationOf(definition)!
      const columns = this.#given.get(definition)!
      const { rows, areTexts, query } = this.#read.get(each)!
      this.#filled.add(definition)
      if (query) await this.#execute(insertGivenQuery(this.#dialect, relation, query))
      if (rows.length > 0) await this.#execute(insertGivenRows(this.#dialect, relation, columns, { rows, areTexts }))
    }
  }

  /** Puts rows into the table of a definition, as if earlier runs had written them. */
  async store(definition: RelationDefinition, rows: readonly GivenRow[], startedAt: Date): Promise<void> {
    // A run over no rows makes the table with its types and its mark; a query may return rows all the same.
    await this.build({ startedAt })
    const relation = this.#project.relationOf(definition)!
    await this.#execute(deleteGivenRows(this.#dialect, relation))
    const name = this.#project.project.nodeOf.get(definition)!.name
    const known = this.columnsOf(definition)
    const spelled = known?.map((column) => column.name)
    const own = ownColumnNames(rows, spelled, `a row of "existing" of "${name}"`)
    const stored = { rows: own, areTexts: false, query: undefined }
    const columns = givenColumns(name, definition, known, [stored])
    if (rows.length > 0) await this.#execute(insertGivenRows(this.#dialect, relation, columns, stored))
  }

  /** The columns of a definition; `undefined` where raw SQL hides them. */
  columnsOf(definition: RelationDefinition): readonly OutputColumn[] | undefined {
    return this.#project.compiler.columnsOf(definition)
  }

  /** The columns of a query. */
  columnsOfQuery(subject: QuerySubject): readonly OutputColumn[] | undefined {
    return this.#project.compiler.compile(subject).columns
  }

  /** Puts rows in the place of those that were given for the same relations before. */
  async replace(given: readonly Given[]): Promise<void> {
    for (const of of new Set(given.map((each) => each.of as RelationDefinition)))
      if (this.#filled.has(of)) await this.#execute(deleteGivenRows(this.#dialect, this.#project.relationOf(of)!))
    await this.add(given)
  }

  /**
   * Builds everything that is not given, as a run does.
   *
   * @throws DiagnosticsError with what failed.
   */
  async build({ startedAt, isRebuild = false, isTimed = false }: BenchBuild): Promise<void> {
    const dialect = this.#dialect
    this.#project.clock.start(startedAt)
    const nodes = this.#project.project.nodes.filter((node) => !this.#given.has(definitionOf(node)!))
    const ledger = intervalLedger(this.#database)
    const place = { database: this.#database, schema: SCHEMA }
    // Only builds make what a build has to know of.
    const existing = this.#builds === 0 ? this.#nothing() : await this.#warehouse.describe([place, ledger])
    const recorded = await readIntervals(this.#warehouse, [...this.#project.relations.values()], existing)
    const plan = buildPlan({
      targeted: this.#project,
      dialect,
      targetName: 'testing',
      selected: new Set(nodes.map((node) => node.uniqueId)),
      existing: isRebuild ? this.#onlySnapshots(existing) : existing,
      batches: isTimed ? { recorded } : { only: wholeBatches(nodes) },
      seedRows: this.#seedRows,
      fullRefresh: false,
      startedAt,
      runId: String(++this.#builds),
    })
    const result = await runPlan(plan, this.#warehouse, { threads: 1 })
    const diagnostics = result.nodes.flatMap(({ error }) => (error ? [{ ...error, at: undefined }] : []))
    if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  }

  /** The rows of a relation, sorted by its columns from first to last. */
  async read<Row>(definition: RelationDefinition): Promise<Row[]> {
    const relation = this.#project.relationOf(definition)!
    const rows = new ExpressionWrapper<any, any, any>(this.#dialect.relationNode(relation)).as('rows')
    return this.#sorted(rows, this.#project.compiler.columnsOf(definition))
  }

  /** The rows of a query of the engine's. */
  async rowsOf<Row>(query: RawBuilder<unknown>): Promise<Row[]> {
    return this.#execute(this.#dialect.compile(query.toOperationNode()))
  }

  /** The rows of a query, sorted by its columns from first to last. */
  async query<Row>(subject: QuerySubject): Promise<Row[]> {
    const { node, columns } = this.#project.compiler.compile(subject)
    return this.#sorted(derivedTable(node, 'rows'), columns)
  }

  /** The rows of a query, in its own order. */
  async queryInOrder<Row>(subject: QuerySubject): Promise<Row[]> {
    const { node, columns } = this.#project.compiler.compile(subject)
    return this.#execute(this.#dialect.compile(node), columns)
  }

  async #sorted<Row>(
    from: AliasedExpression<any, 'rows'>,
    columns: readonly OutputColumn[] | undefined,
  ): Promise<Row[]> {
    const all = compileDatabase.selectFrom(from as never).selectAll()
    const rows = (columns ?? []).reduce((query, { name }) => query.orderBy(sql.id(name)), all)
    return this.#execute(this.#dialect.compile(rows.toOperationNode()), columns)
  }

  async #createGivenTables(): Promise<void> {
    const dialect = this.#dialect
    const schemas = new Set([SCHEMA])
    for (const [definition, columns] of this.#given) {
      const relation = this.#project.relationOf(definition)!
      const { database, schema } = relation
      const isNew = schemas.size < schemas.add(schema.toLowerCase()).size
      const statements = isNew ? dialect.render({ kind: 'createSchema', database, schema }) : []
      for (const statement of statements) await this.#execute(statement)
      await this.#execute(createGivenTable(dialect, relation, columns))
    }
  }

  /** What exists before the first build: the schemas of given rows, and the one that every database has. */
  #nothing(): DescribedSchemas {
    return { relations: new Map(), schemas: new Set([schemaKey({ database: this.#database, schema: SCHEMA })]) }
  }

  #onlySnapshots({ relations, schemas }: DescribedSchemas): DescribedSchemas {
    const snapshots = this.#project.project.nodes.flatMap((node) => {
      const relation = node.resourceType === 'snapshot' && this.#project.relations.get(node.uniqueId)
      return relation ? [relationKey(relation)] : []
    })
    return { relations: new Map([...relations].filter(([key]) => snapshots.includes(key))), schemas }
  }

  async #execute<Row>(statement: string, columns?: readonly OutputColumn[] | undefined): Promise<Row[]> {
    const { rows } = await this.#warehouse.withSession((session) => session.execute(statement))
    return [...typedRows(rows, columns)] as Row[]
  }
}

/** Where definitions are in a database in memory. */
function placeIn({ warehouse, database }: MemoryDatabase): TestingPlace {
  return {
    dialect: warehouse.dialect,
    database,
    schema: SCHEMA,
    // There is one database here; the schema keeps sources of several apart.
    sourceRelation: ({ database: of, schema, name }) => ({
      database,
      schema: of === undefined ? schema : `${of}_${schema}`,
      name,
    }),
  }
}

/** One batch for all rows of each microbatch model, from its first batch on. */
function wholeBatches(nodes: TestingProject['project']['nodes']): ReadonlyMap<string, FailedBatches> {
  return new Map(
    nodes.flatMap((node) => {
      const definition = definitionOf(node)
      if (definition?.kind !== 'model' || !definition.materialization.recordsIntervals) return []
      const { begin, batchSize = 'day' } = definition.options as IncrementalOptions<any>
      const first = parseTime(begin)
      return first
        ? [
            [
              node.uniqueId,
              { intervals: [{ start: batchStart(first, batchSize), end: END_OF_TIME }], isRest: true },
            ] as const,
          ]
        : []
    }),
  )
}

function definitionOf(node: TestingProject['project']['nodes'][number]): RelationDefinition | undefined {
  return 'definition' in node ? (node.definition as RelationDefinition) : undefined
}
