import type { Stage } from '../../../core/definitions/stage.js'
import { isKerrosError, KerrosError } from '../../../core/errors/index.js'
import type { LoadTable } from '../../../core/ports/file-loader.js'
import type { FileStore } from '../../../core/ports/file-store.js'
import type { StatementResult, WarehouseSession } from '../../../core/ports/warehouse.js'
import type { Relation } from '../../../core/relations/relation.js'
import { quoteRelation } from '../text/quote-relation.js'
import { foldIdentifier, quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText } from '../text/snowflake-literals.js'
import { stageReference } from '../text/stage-reference.js'
import { isStageAsDeclared, stageOutside } from './stage-there.js'

/** A stage that is there, for the session that asked for it. */
export interface ReadyStage {
  /** A string, with `@` and its name. */
  readonly sql: string
  /** As a person reads it. */
  readonly displayPath: string
  /** The folder in the store; `undefined` for a stage inside of Snowflake. */
  readonly url: string | undefined
}

/** Sees to the stages of a load, each once. */
export class SnowflakeStages {
  readonly #session: WarehouseSession
  readonly #store: FileStore
  readonly #own: Relation
  readonly #ready = new Map<Stage | undefined, Promise<ReadyStage>>()

  /** @param own Where the stages of this load alone are: a name that is unique to it. */
  constructor(session: WarehouseSession, store: FileStore, own: Relation) {
    this.#session = session
    this.#store = store
    this.#own = own
  }

  /** The stage of a table's files; a temporary one, inside of Snowflake, when the source names none. */
  stageOf({ stage, relation }: LoadTable): Promise<ReadyStage> {
    const known = this.#ready.get(stage) ?? this.#prepare(stage, relation)
    this.#ready.set(stage, known)
    return known
  }

  async #prepare(stage: Stage | undefined, table: Relation): Promise<ReadyStage> {
    if (!stage) return this.#create('or replace temporary stage', this.#own, '', undefined)
    const relation = {
      database: stage.database ?? table.database,
      schema: stage.schema ?? table.schema,
      name: stage.name,
    }
    const { url, storageIntegration } = stage
    if (url === undefined) return this.#inside(relation)
    if (storageIntegration === undefined) return this.#withCredentials(relation, url)
    const found = await this.#find(relation)
    if (found && isStageAsDeclared(stage, found)) return ready(relation, url)
    const options = ` url = ${quoteText(url)} storage_integration = ${quoteIdentifier(storageIntegration)}`
    return this.#create('or replace stage', relation, options, url)
  }

  /** Credentials are in a stage that ends with the session, under a name of its own, and nowhere else. */
  async #withCredentials({ name }: Relation, url: string): Promise<ReadyStage> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.#store.credentials()
    const token = sessionToken === undefined ? '' : ` aws_token = ${quoteText(sessionToken)}`
    const keys = `aws_key_id = ${quoteText(accessKeyId)} aws_secret_key = ${quoteText(secretAccessKey)}${token}`
    const relation = { ...this.#own, name: `${this.#own.name}_${name}` }
    try {
      return await this.#create(
        'or replace temporary stage',
        relation,
        ` url = ${quoteText(url)} credentials = (${keys})`,
        url,
      )
    } catch (error) {
      throw withoutSecrets(error, name, [accessKeyId, secretAccessKey, sessionToken])
    }
  }

  /** Looked for first: IF NOT EXISTS takes the right to make it also when it is there. */
  async #inside(relation: Relation): Promise<ReadyStage> {
    const found = await this.#find(relation)
    if (!found) return this.#create('stage if not exists', relation, '', undefined)
    const outside = stageOutside(relation, found)
    if (outside) throw outside
    return ready(relation, undefined)
  }

  async #find({ database, schema, name }: Relation): Promise<StatementResult['rows'][number] | undefined> {
    const inSchema = `${quoteIdentifier(database)}.${quoteIdentifier(schema)}`
    const { rows } = await this.#session.execute(`show stages in schema ${inSchema}`)
    return rows.find((row) => row['name'] === foldIdentifier(name))
  }

  async #create(kind: string, relation: Relation, options: string, url: string | undefined): Promise<ReadyStage> {
    const name = quoteRelation(relation)
    await this.#session.execute(`create ${kind} ${name}${options}`)
    return ready(relation, url)
  }
}

function ready(stage: Relation, url: string | undefined): ReadyStage {
  return { sql: stageReference(stage), displayPath: `@${quoteRelation(stage)}`, url }
}

/** Errors of Snowflake can repeat the statement. The cause is left out for the same reason. */
function withoutSecrets(error: unknown, stage: string, secrets: readonly (string | undefined)[]): unknown {
  if (!(error instanceof Error)) return error
  const isLeaking = secrets.some((secret) => secret && error.message.includes(secret))
  const message = isLeaking ? 'its message is left out, since it repeats the credentials' : error.message
  return new KerrosError(
    isKerrosError(error) ? error.code : 'E_QUERY',
    `Snowflake did not create stage "${stage}": ${message}`,
    {
      hint: 'Give the stage a storageIntegration, which needs no credentials: accounts can require one.',
    },
  )
}
