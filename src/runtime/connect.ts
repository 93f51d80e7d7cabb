import {
  ExpressionWrapper,
  Kysely,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type RootOperationNode,
  SelectQueryNode,
  type UnknownRow,
} from 'kysely'
import { ModelCompiler } from '../core/compile/model-compiler.js'
import { type NameResolution, withRelations } from '../core/compile/with-relations.js'
import { isRelationDefinition, type RelationDefinition } from '../core/definitions/definition.js'
import { DiagnosticsError, KerrosError } from '../core/errors/index.js'
import { suggestName } from '../core/graph/suggest-name.js'
import type { OutputColumn } from '../core/infer/output-column.js'
import type { Target } from '../core/ports/target.js'
import { placedRelation } from '../core/project/placed-relation.js'
import { sourceRelation } from '../core/project/source-relation.js'
import type { Db, Inputs } from '../core/query/ref.js'
import { checkDuplicateColumns, type DuplicateColumns } from '../core/relations/duplicate-columns.js'
import type { Relation } from '../core/relations/relation.js'
import { typedRows } from '../core/result/typed-rows.js'

/** How {@link connect} opens a target. */
export interface ConnectSettings {
  /** Where relative paths of the target start. Default: the working directory. */
  readonly root?: string
  /**
   * Whether to open the target only for reading, so that several processes can read at the same time. Default: true. DuckDB
   * opens a file in one process either for reading or for writing: while a connection that only reads is open, a `build` or
   * a `load` of the same process is refused with `E_LOCKED`, and vice versa. Destroy the connection first, or set `false`.
   */
  readonly readOnly?: boolean
  /**
   * What happens if two columns of a row have the same name, as `selectAll()` over a join can return them: `error` refuses
   * the query with `E_DUPLICATE_COLUMN`, as in a model; with `last`, the last column's value wins, as with the dialects alone.
   *
   * Default is `error`.
   */
  readonly duplicateColumns?: DuplicateColumns
}

/**
 * A typed Kysely over the given relations; everything that Kysely can do works. Connects with the first query;
 * `destroy()` closes.
 *
 * ```ts
 * const db = connect(target, { movie_analysis })
 * const best = await db.selectFrom('movie_analysis').select(['movie_title', 'average_rating']).limit(20).execute()
 * ```
 *
 * @param relations Models, seeds, snapshots and sources by the name under which queries read them; for all but sources
 *   it is also the relation's name, unless their `alias` is another. They are where their own `schema` and `database` put them.
 *   What folders and the naming function of a project say is not known here.
 * @throws KerrosError `E_INVALID_DEFINITION` for an ephemeral, which creates no relation, and for anything that is not a
 *   relation. Queries reject with `E_FILE_NOT_FOUND`, `E_LOCKED` or `E_CONNECTION` if the target cannot be opened.
 */
export function connect<const I extends Inputs>(
  target: Target,
  relations: I,
  settings: ConnectSettings = {},
): Kysely<Db<I>> {
  const { root = process.cwd(), readOnly = true, duplicateColumns = 'error' } = settings
  checkDuplicateColumns(duplicateColumns)
  checkTarget(target)
  checkRelations(relations)
  return new Kysely<Db<I>>({
    dialect: target.kyselyDialect({ projectRoot: root, readOnly, duplicateColumns }),
    plugins: [new RelationPlugin(target, relations)],
  })
}

/** Replaces the names that queries use with relations, and `selectAll` with columns. */
class RelationPlugin implements KyselyPlugin {
  readonly #compiler: ModelCompiler
  readonly #names: NameResolution
  readonly #relations: Inputs
  /** The columns of the queries that run. */
  readonly #columns = new WeakMap<QueryId, readonly OutputColumn[]>()

  constructor(target: Target, relations: Inputs) {
    const names = new Map(Object.entries(relations).map(([name, ref]) => [ref as RelationDefinition, name]))
    const find = (definition: RelationDefinition): Relation => relationOf(names.get(definition)!, definition, target)
    this.#relations = relations
    this.#compiler = new ModelCompiler({
      dialect: target.dialect,
      nameOf: (definition) => names.get(definition) ?? 'a query',
      relationOf: find,
      variable: (_, byDefault) => byDefault,
      now: () => new Date(),
    })
    this.#names = {
      table: (name) =>
        Object.hasOwn(relations, name)
          ? target.dialect.relationNode(find(relations[name] as RelationDefinition))
          : undefined,
      undeclared: () => undefined,
      variable: (_, byDefault) => byDefault,
      now: () => new Date(),
    }
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    // Statements other than queries (inserts, sql templates) have no columns to determine.
    if (!SelectQueryNode.is(node)) return withRelations(node, this.#names)
    const query = () => new ExpressionWrapper<any, any, any>(node)
    try {
      const { node: compiled, columns } = this.#compiler.compile({
        name: 'connect(…)',
        inputs: this.#relations,
        query,
      })
      if (columns) this.#columns.set(queryId, lastOfEach(columns))
      return compiled as RootOperationNode
    } catch (error) {
      throw inConnectsTerms(error, Object.keys(this.#relations))
    }
  }

  async transformResult({ result, queryId }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const rows = typedRows(result.rows, this.#columns.get(queryId))
    return rows === result.rows ? result : { ...result, rows: [...rows] }
  }
}

/** If columns have the same name, a row has the value of the last. */
function lastOfEach(columns: readonly OutputColumn[]): readonly OutputColumn[] {
  return [...new Map(columns.map((column) => [column.name.toLowerCase(), column])).values()]
}

/** The compiler's messages are about a model's inputs; here it is an argument of `connect`. */
function inConnectsTerms(error: unknown, names: readonly string[]): unknown {
  if (!(error instanceof DiagnosticsError)) return error
  return new DiagnosticsError(
    error.diagnostics.map((diagnostic) => {
      if (diagnostic.code !== 'E_UNDECLARED_TABLE') return diagnostic
      const [name = '?'] = diagnostic.names ?? []
      const nearest = suggestName(name, names)
      return {
        ...diagnostic,
        message: `the query selects from "${name}", which was not passed to connect(…) (${names.join(', ') || 'it has no relations'})`,
        hint: nearest ? `Did you mean "${nearest}"?` : `Name it: connect(target, { …, ${name} }).`,
      }
    }),
    'the query',
  )
}

function relationOf(name: string, definition: RelationDefinition, target: Target): Relation {
  return definition.kind === 'source'
    ? sourceRelation(definition, target)
    : placedRelation(name, definition.options, target)
}

/** The usual slip is to pass a target's name, which the other functions accept. */
function checkTarget(target: Target): void {
  if (typeof (target as Partial<Target> | undefined)?.kyselyDialect === 'function') return
  throw new KerrosError('E_INVALID_DEFINITION', 'connect(…) needs a target as its first argument', {
    hint: "Pass the target itself first: connect(duckdb({ path: 'target/dev.duckdb' }), { … }).",
  })
}

/** Refuses definitions without a relation to read. */
function checkRelations(relations: Inputs): void {
  if (typeof relations !== 'object' || relations === null)
    throw new KerrosError('E_INVALID_DEFINITION', 'connect(…) needs an object of relations as its second argument', {
      hint: 'Pass an object with what to read: connect(target, { customers }).',
    })
  for (const [name, definition] of Object.entries(relations)) {
    if (!isRelationDefinition(definition))
      throw new KerrosError('E_INVALID_DEFINITION', `"${name}" is not a source, seed, model or snapshot`, {
        hint: 'Pass the definition itself to connect(…), as its file exports it.',
      })
    if (definition.kind === 'model' && definition.materialization.relationType === undefined)
      throw new KerrosError(
        'E_INVALID_DEFINITION',
        `"${name}" is ${definition.materialization.name}: there is no relation to read`,
        {
          hint: 'Make it a view or a table, or read a model that uses it.',
        },
      )
  }
}
