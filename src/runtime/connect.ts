import { Kysely, type KyselyPlugin, type PluginTransformQueryArgs, type PluginTransformResultArgs } from 'kysely'
import { RelationTransformer } from '../core/compile/relation-transformer.js'
import type { RelationDefinition } from '../core/definitions/definition.js'
import type { Db, Inputs } from '../core/definitions/ref.js'
import type { Relation } from '../core/ports/relation.js'
import type { Target } from '../core/ports/target.js'

export interface ConnectSettings {
  /** Where relative paths of the target start. Default: the working directory. */
  readonly root?: string
  /** Whether or not nothing will be written, so that several processes can read at once. Default: true. */
  readonly readOnly?: boolean
}

/**
 * A typed Kysely over just the relations that are named; everything Kysely can do works. Connects with the first query;
 * `destroy()` closes.
 *
 * ```ts
 * const db = connect(target, { movie_analysis })
 * const best = await db.selectFrom('movie_analysis').select(['movie_title', 'average_rating']).limit(20).execute()
 * ```
 *
 * @param relations Models, seeds, snapshots and sources by the name under which queries read them; for all but sources
 *   it is also the relation's name.
 */
export function connect<const I extends Inputs>(
  target: Target,
  relations: I,
  settings: ConnectSettings = {},
): Kysely<Db<I>> {
  const { root = process.cwd(), readOnly = true } = settings
  return new Kysely<Db<I>>({
    dialect: target.kyselyDialect({ projectRoot: root, readOnly }),
    plugins: [new RelationPlugin(target, relations)],
  })
}

/** Puts relations in place of the names that queries use. */
class RelationPlugin implements KyselyPlugin {
  readonly #target: Target
  readonly #relations: Inputs

  constructor(target: Target, relations: Inputs) {
    this.#target = target
    this.#relations = relations
  }

  transformQuery({ node }: PluginTransformQueryArgs) {
    return new RelationTransformer({
      table: (name) => {
        if (!Object.hasOwn(this.#relations, name)) return undefined
        return this.#target.dialect.relationNode(
          relationOf(name, this.#relations[name] as RelationDefinition, this.#target),
        )
      },
      undeclared: () => undefined,
      variable: (_, byDefault) => byDefault,
    }).transformNode(node)
  }

  async transformResult({ result }: PluginTransformResultArgs) {
    return result
  }
}

function relationOf(name: string, definition: RelationDefinition, target: Target): Relation {
  const { database, schema } = target
  if (definition.kind !== 'source') return { database, schema, name }
  return { database: definition.database ?? database, schema: definition.schema, name: definition.name }
}
