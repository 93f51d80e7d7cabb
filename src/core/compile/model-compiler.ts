import { CommonTableExpressionNameNode, CommonTableExpressionNode, type OperationNode, TableNode } from 'kysely'
import type { RelationDefinition } from '../definitions/definition.js'
import { type Diagnostic, DiagnosticsError } from '../errors/index.js'
import { mayBeNullOfNothing, nullableAggregates } from '../infer/nullable-aggregates.js'
import type { OutputColumn } from '../infer/output-column.js'
import { outputColumns } from '../infer/output-columns.js'
import type { Scope } from '../infer/scope.js'
import { queryFacts } from '../keys/query-facts.js'
import { noFacts, type RowFacts } from '../keys/row-facts.js'
import { innerQuery } from '../nodes/derived-table.js'
import { prependCtes } from '../nodes/prepend-ctes.js'
import { SELF, selfNode } from '../nodes/self.js'
import { TOUCHED } from '../nodes/touched.js'
import { type TreeFacts, treeFacts } from '../nodes/tree-facts.js'
import { countsRows, wrongRowCounts } from '../nodes/wrong-row-counts.js'
import type { DefinitionQuery, RunFacts } from '../query/query.js'
import type { Inputs } from '../query/ref.js'
import { checkInputColumns } from './checks/check-input-columns.js'
import { checkReturnedColumns } from './checks/check-returned-columns.js'
import { definitionColumns } from './checks/definition-columns.js'
import { unknownReferences } from './checks/unknown-references.js'
import type { CompiledQuery, QuerySubject } from './compiled-query.js'
import type { CompilerContext } from './compiler-context.js'
import { inputNode } from './input-node.js'
import { about, frozenTime, LIMITS_FIRST_HALF, notACount, refuseWrong, undeclaredTable } from './query-diagnostics.js'
import { queryNode } from './query-node.js'
import { rowsOfBatch } from './rows/batch-filter.js'
import { batchQuery } from './rows/batch-query.js'
import { eventTimeOf } from './rows/filtered-inputs.js'
import { leftOutRows } from './rows/left-out-rows.js'
import { noRowsOf } from './rows/no-rows-of.js'
import { sampledRows } from './rows/sampled-rows.js'
import { NOTHING_TOUCHED, type TouchedQuery, touchedGroups } from './rows/touched-groups.js'
import { needsScopes, ScopedTransformer } from './scoped-transformer.js'
import { noPlaceForEphemerals, withCtes } from './statement-ctes.js'
import { withRelations } from './with-relations.js'

/** A query as it is written, and what one walk over it says. */
interface WrittenQuery {
  readonly node: OperationNode
  readonly facts: TreeFacts
}

/** The common table expressions that one compilation adds. */
interface Inlining {
  readonly names: ReadonlyMap<RelationDefinition, string>
  readonly done: Set<RelationDefinition>
  readonly ctes: CommonTableExpressionNode[]
  readonly diagnostics: Diagnostic[]
  /** Whether relations and the time of the run stay names: what the code says, and not where it runs. */
  readonly isCode: boolean
}

const FULL: RunFacts = { isIncremental: false }

type KeptQueries = Map<DefinitionQuery<any>, OperationNode>

/** Compiles the queries of one project for one dialect. What several queries share is worked out once. */
export class ModelCompiler {
  readonly #context: CompilerContext
  readonly #columns = new Map<RelationDefinition, readonly OutputColumn[] | undefined>()
  readonly #written = new Map<RelationDefinition, WrittenQuery>()
  /** Queries that no definition has, and those of later runs, as long as they are compiled. */
  readonly #passing = {
    full: new WeakMap<QuerySubject, WrittenQuery>(),
    later: new WeakMap<QuerySubject, WrittenQuery>(),
  }
  /** By query, for a first run and for later ones. */
  #kept: { readonly full: KeptQueries; readonly later: KeptQueries } | undefined

  constructor(context: CompilerContext) {
    this.#context = context
  }

  /** The columns of a definition; `undefined` when raw SQL hides them and there is no contract. */
  columnsOf(definition: RelationDefinition): readonly OutputColumn[] | undefined {
    if (!this.#columns.has(definition)) {
      const columns = definitionColumns(definition, {
        ofInput: (input) => this.columnsOf(input),
        ofQuery: (query) => {
          const subject = { ...query, name: this.#context.nameOf(query.definition) }
          return outputColumns(this.#read(subject, FULL).node, this.#scope(subject.inputs))
        },
      })
      this.#columns.set(definition, columns)
    }
    return this.#columns.get(definition)
  }

  /** From now on, queries are kept for {@link takeWritten}: calling them a second time is a third of what compiling takes. */
  keepWritten(): void {
    this.#kept ??= { full: new Map(), later: new Map() }
  }

  /**
   * A query as it is written. What was kept is let go of.
   *
   * @throws KerrosError as queryNode(…) does.
   */
  takeWritten(subject: Pick<QuerySubject, 'name' | 'query'>, facts: RunFacts = FULL): OperationNode {
    const queries = this.#kept?.[facts.isIncremental ? 'later' : 'full']
    const kept = queries?.get(subject.query)
    queries?.delete(subject.query)
    return kept ?? queryNode(subject, facts)
  }

  /**
   * Compiles a query.
   *
   * @throws DiagnosticsError with every diagnostic of the query: undeclared tables, columns that are hidden or appear
   *   twice, a contract that disagrees, types that cannot be compared.
   */
  compile(subject: QuerySubject, facts: RunFacts = FULL): CompiledQuery {
    const inlining = this.#inlining(subject, facts)
    const returned = this.#returned(subject, facts)
    const touched = facts.isIncremental ? this.#touchedGroups(subject, facts, returned) : NOTHING_TOUCHED
    const node = prependCtes(this.#resolve(subject, facts, inlining, touched.batch), inlining.ctes)
    const names = {
      nameOf: this.#context.nameOf,
      wrongIn: (of: RelationDefinition) =>
        of.kind === 'model' ? this.#unknownReferences(this.#subjectOf(of), FULL) : [],
    }
    const ofColumns = checkReturnedColumns(subject, returned, node)
    // What the options name may be right, and the query wrong: then the query is what has to change.
    const ofQuery = ofColumns.some(({ code }) => code === 'E_UNKNOWN_COLUMN')
      ? this.#unknownReferences(subject, facts)
      : []
    const written = this.#read(subject, facts)
    const found = [
      ...inlining.diagnostics,
      ...touched.diagnostics,
      ...frozenTime(subject.definition, written.facts),
      ...this.#nullableAggregates(subject, facts),
      ...(ofQuery.length > 0 ? ofQuery : ofColumns),
      ...checkInputColumns(subject, names, (input) => this.columnsOf(input)),
    ]
    this.#forget(subject)
    refuseWrong(found, subject)
    const columns = returned ?? (subject.definition && this.columnsOf(subject.definition))
    return {
      node,
      columns,
      touchedGroups: touched.groups,
      leftOut: () =>
        leftOutRows(
          written.node,
          (columns ?? []).map(({ name }) => name),
          this.#scope(subject.inputs),
        ),
    }
  }

  /**
   * Compiles a statement of a hook or an operation: relations in place of inputs.
   *
   * @throws DiagnosticsError with every table that is not among its inputs, and every input that is inlined where a statement
   *   has no place for that.
   */
  compileStatement(statement: QuerySubject): OperationNode {
    const subject = { ...statement, isStatement: true }
    const inlining = this.#inlining(subject, FULL)
    const resolved = this.#resolve(subject, FULL, inlining)
    const node = withCtes(resolved, inlining.ctes)
    const found = node ? inlining.diagnostics : [...inlining.diagnostics, noPlaceForEphemerals(subject, inlining.names)]
    if (!node || found.length > 0)
      throw new DiagnosticsError(
        found.map((each) => ({ ...each, subject: each.subject ?? subject.name, at: each.at ?? subject.file })),
      )
    return node
  }

  /** An expression outside of a query, with the values of variables and the time that `now()` is, unless it is to be code. */
  expression(node: OperationNode, { isCode }: { readonly isCode: boolean } = { isCode: false }): OperationNode {
    return withRelations(node, {
      table: () => undefined,
      undeclared: () => {},
      variable: (name, byDefault) => this.#context.variable(name, byDefault),
      ...(!isCode && { now: () => this.#context.now() }),
    })
  }

  /**
   * A query over one batch: inputs with an event time have only its rows. It was compiled before, as a whole, which checks
   * everything that does not depend on the batch.
   */
  ofBatch(subject: QuerySubject, facts: RunFacts): OperationNode {
    const inlining = this.#inlining(subject, facts)
    const node = prependCtes(this.#resolve(subject, facts, inlining), inlining.ctes)
    this.#forget(subject)
    return node
  }

  /**
   * A query of a first run as its code says it, the same in every target and run: what it reads has the name that it has in the project, and
   * `now()` stays. Variables have their values.
   */
  code(subject: QuerySubject): OperationNode {
    const inlining = this.#inlining(subject, FULL, true)
    const node = prependCtes(this.#resolve(subject, FULL, inlining), inlining.ctes)
    this.#forget(subject)
    return node
  }

  #inlining(subject: QuerySubject, facts: RunFacts, isCode = false): Inlining {
    return { names: this.#ephemeralNames(subject, facts), done: new Set(), ctes: [], diagnostics: [], isCode }
  }

  /**
   * What follows of the rows of a query from the query itself and from what it reads.
   *
   * @param factsOf The facts of an input's rows, as they will be when the query runs.
   */
  rowFacts(subject: QuerySubject, facts: RunFacts, factsOf: (input: RelationDefinition) => RowFacts): RowFacts {
    const { inputs } = subject
    return queryFacts(this.#read(subject, facts).node, (name) =>
      Object.hasOwn(inputs, name) ? factsOf(inputs[name] as RelationDefinition) : noFacts(undefined),
    )
  }

  /** The groups that an incremental query computes again, and the query that returns their keys with its rows. */
  #touchedGroups(subject: QuerySubject, facts: RunFacts, returned: readonly OutputColumn[] | undefined): TouchedQuery {
    const written = this.#read(subject, facts)
    const columns = returned ?? (subject.definition && this.columnsOf(subject.definition))
    if (!columns || !written.facts.functions.has(TOUCHED)) return NOTHING_TOUCHED
    const names = columns.map(({ name }) => name)
    const { groups, diagnostics } = touchedGroups(written.node, names, this.#scope(subject.inputs))
    return {
      groups: groups.map((group) => group.columns),
      batch: groups.length > 0 ? batchQuery(written.node, names, groups) : undefined,
      diagnostics: diagnostics.map((found) => about(subject, found)),
    }
  }

  #nullableAggregates(subject: QuerySubject, facts: RunFacts): readonly Diagnostic[] {
    if (subject.definition?.kind !== 'model' && subject.hasTypedRows !== true) return []
    const written = this.#read(subject, facts)
    return mayBeNullOfNothing(written.facts) ? nullableAggregates(written.node, subject.name) : []
  }

  /** The columns that a query returns, regardless of its contract. */
  #returned(subject: QuerySubject, facts: RunFacts): readonly OutputColumn[] | undefined {
    const { definition } = subject
    if (definition?.kind === 'model' && !definition.options.contract && !facts.isIncremental)
      return this.columnsOf(definition)
    return outputColumns(this.#read(subject, facts).node, this.#scope(subject.inputs))
  }

  #unknownReferences(subject: QuerySubject, facts: RunFacts): readonly Diagnostic[] {
    return unknownReferences(this.#read(subject, facts).node, this.#scope(subject.inputs)).map((found) =>
      about(subject, found),
    )
  }

  /** Releases a query that is not needed again: only ephemerals are read by others, and columns are cached. */
  #forget({ definition }: QuerySubject): void {
    if (definition && this.#context.relationOf(definition)) this.#written.delete(definition)
  }

  /** One query with its names resolved; the ephemerals that it reads are added before it, nested ones first. */
  #resolve(subject: QuerySubject, facts: RunFacts, inlining: Inlining, batch?: OperationNode): OperationNode {
    const report = (found: Diagnostic): void => {
      inlining.diagnostics.push(about(subject, found))
    }
    const written = this.#read(subject, facts)
    if (written.facts.limitsFirstHalf) report(LIMITS_FIRST_HALF)
    const expanded = needsScopes(written.facts, () => this.#hasNestedInputs(subject.inputs))
      ? new ScopedTransformer(this.#scope(subject.inputs), this.#ownColumns(subject), report).transform(
          batch ?? written.node,
        )
      : written.node
    const resolved = withRelations(expanded, {
      table: (name) => this.#tableOfRun(subject, name, inlining, facts),
      undeclared: (name) => report(undeclaredTable(name, Object.keys(subject.inputs))),
      variable: (name, byDefault) => this.#context.variable(name, byDefault),
      ...(!inlining.isCode && { now: () => this.#context.now() }),
    })
    // Only now do variables have values.
    if (countsRows(written.facts.kinds)) for (const wrong of wrongRowCounts(resolved)) report(notACount(wrong))
    return resolved
  }

  /** What an input stands for: in a batch, its rows of the batch. */
  #tableOfRun(
    subject: QuerySubject,
    name: string,
    inlining: Inlining,
    { batch, wholeInputs = [] }: RunFacts,
  ): OperationNode | undefined {
    const table = this.#table(subject, name, inlining)
    const input = Object.hasOwn(subject.inputs, name) ? (subject.inputs[name] as RelationDefinition) : undefined
    const column = input && eventTimeOf(input)
    if (!batch || !table || column === undefined || wholeInputs.includes(name)) return table
    const type = this.columnsOf(input!)?.find((each) => each.name === column)?.type
    return rowsOfBatch(table, { column, type }, batch)
  }

  #table(subject: QuerySubject, name: string, inlining: Inlining): OperationNode | undefined {
    const { dialect } = this.#context
    if (name === SELF) return inlining.isCode ? selfNode() : subject.self && dialect.relationNode(subject.self)
    const input = Object.hasOwn(subject.inputs, name) ? (subject.inputs[name] as RelationDefinition) : undefined
    if (!input) return undefined
    const relation = subject.candidates?.get(input) ?? this.#context.relationOf(input)
    // What a statement changes is a table, not a query.
    const hasNoRows = this.#context.readsNothing && !subject.isStatement
    if (relation && inlining.isCode) return inputNode(input, this.#context.nameOf(input))
    if (relation) {
      const rows = dialect.relationNode(relation)
      if (hasNoRows) return noRowsOf(rows)
      const { sample } = this.#context
      // Tests read what was built, as a whole.
      return sample && subject.definition ? sampledRows(rows, input, sample, this.columnsOf(input)) : rows
    }
    const cte = inlining.names.get(input)!
    if (!inlining.done.has(input)) {
      inlining.done.add(input)
      const ephemeral = this.#subjectOf(input)
      inlining.diagnostics.push(...this.#nullableAggregates(ephemeral, FULL))
      const expression = innerQuery(this.#resolve(ephemeral, FULL, inlining))
      inlining.ctes.push(CommonTableExpressionNode.create(CommonTableExpressionNameNode.create(cte), expression))
    }
    return TableNode.create(cte)
  }

  /** A name for each ephemeral within reach, unlike every identifier in all the queries involved. */
  #ephemeralNames(subject: QuerySubject, facts: RunFacts): ReadonlyMap<RelationDefinition, string> {
    const ephemerals = this.#ephemeralsOf(subject, new Set())
    const names = new Map<RelationDefinition, string>()
    if (ephemerals.size === 0) return names
    const taken = new Set<string>()
    for (const each of [subject, ...[...ephemerals].map((definition) => this.#subjectOf(definition))]) {
      for (const identifier of this.#read(each, each === subject ? facts : FULL).facts.identifiers)
        taken.add(identifier)
      for (const key of Object.keys(each.inputs)) taken.add(key.toLowerCase())
    }
    for (const definition of ephemerals) {
      const base = this.#context.nameOf(definition)
      let name = base
      for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${base}_${i}`
      taken.add(name.toLowerCase())
      names.set(definition, name)
    }
    return names
  }

  #ephemeralsOf(subject: QuerySubject, found: Set<RelationDefinition>): ReadonlySet<RelationDefinition> {
    for (const input of Object.values(subject.inputs) as RelationDefinition[]) {
      if (found.has(input) || this.#context.relationOf(input)) continue
      found.add(input)
      this.#ephemeralsOf(this.#subjectOf(input), found)
    }
    return found
  }

  #subjectOf(definition: RelationDefinition): QuerySubject {
    if (definition.kind !== 'model') throw new TypeError(`a ${definition.kind} without a relation cannot be inlined`)
    const { inputs, query } = definition
    return { name: this.#context.nameOf(definition), inputs, query, definition }
  }

  #read(subject: QuerySubject, facts: RunFacts): WrittenQuery {
    const { definition } = subject
    const passing = facts.isIncremental ? this.#passing.later : this.#passing.full
    const ofDefinition = facts.isIncremental ? undefined : definition
    const known = ofDefinition ? this.#written.get(ofDefinition) : passing.get(subject)
    if (known) return known
    const queries = facts.batch ? undefined : this.#kept?.[facts.isIncremental ? 'later' : 'full']
    const kept = facts.isIncremental ? undefined : queries?.get(subject.query)
    const node = kept ?? queryNode(subject, facts)
    const written = { node, facts: treeFacts(node) }
    queries?.set(subject.query, node)
    if (ofDefinition) this.#written.set(ofDefinition, written)
    else passing.set(subject, written)
    return written
  }

  #scope(inputs: Inputs): Scope {
    const entries = Object.entries(inputs).map(
      ([name, input]) => [name, () => this.columnsOf(input as RelationDefinition)] as const,
    )
    return { tables: new Map(entries), aliases: new Map(), outer: undefined }
  }

  #hasNestedInputs(inputs: Inputs): boolean {
    return (Object.values(inputs) as RelationDefinition[]).some((input) =>
      this.columnsOf(input)?.some(({ type }) => type?.name === 'json' || type?.name === 'array'),
    )
  }

  #ownColumns(subject: QuerySubject): (column: string) => OutputColumn | undefined {
    return (name) => {
      const own = subject.definition && this.columnsOf(subject.definition)
      return own?.find((column) => column.name === name)
    }
  }
}
