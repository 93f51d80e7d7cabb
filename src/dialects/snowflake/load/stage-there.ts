import type { Stage } from '../../../core/definitions/stage.js'
import { KerrosError } from '../../../core/errors/index.js'
import type { Relation } from '../../../core/relations/relation.js'
import { quoteRelation } from '../text/quote-relation.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'

/** What kerros reads of a row of SHOW STAGES. */
export interface ShownStage {
  /** Empty for a stage inside of Snowflake. */
  readonly url?: unknown
  readonly storage_integration?: unknown
}

/** Whether a stage with an integration is there as it is declared; a load replaces any other. */
export function isStageAsDeclared({ url, storageIntegration = '' }: Stage, found: ShownStage): boolean {
  return found.url === url && found.storage_integration === foldIdentifier(storageIntegration)
}

/** What is wrong with a stage that is declared inside of Snowflake; `undefined` when nothing is. */
export function stageOutside(relation: Relation, { url }: ShownStage): KerrosError | undefined {
  if (!url) return undefined
  const { name } = relation
  return new KerrosError('E_INVALID_OPTION', `stage "${name}" is not an internal stage: it is at ${url}`, {
    hint: `Declare it as such: stage('${name}', { url: '${url}', … }), or remove it: drop stage ${quoteRelation(relation)};`,
  })
}
