import type { TargetCheck, TargetNeeds } from '../../../core/ports/target-check.js'
import type { SchemaPlace } from '../../../core/relations/relation.js'
import type { Grants } from '../../../core/relations/relation-settings.js'
import { type RunShow, showPages } from '../catalog/show-pages.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'
import { futureOwnerChecks, readFutureGrants } from './checks/future-owners.js'
import { givingRelations, granteeChecks } from './checks/grantee-checks.js'
import { ownerChecks } from './checks/owner-checks.js'
import { sessionChecks, sessionState } from './checks/session-checks.js'
import { sourceChecks } from './checks/source-checks.js'
import { trySources } from './checks/try-sources.js'
import { fix, grantSql } from './grants/grant-sql.js'
import { distinctSchemas } from './objects/places.js'
import { lookAround, type SeenObjects } from './objects/seen-objects.js'
import { unlessRefused } from './objects/unless-refused.js'
import { readAccess } from './read-access.js'
import { builtSchemas, memories, rightsToBuild, rightsToMemory } from './rights/build-rights.js'
import { judgeRights } from './rights/judge-rights.js'
import { rightsToLoad } from './rights/load-rights.js'
import { stageChecks, stagePlace } from './rights/stage-rights.js'

/** Where the project is built, who was asked for, and what the project needs besides. */
export interface DiagnosisInput extends SchemaPlace {
  /** What the login names: role, warehouse, …. */
  readonly wanted: Readonly<Record<string, string>>
  readonly needs: TargetNeeds
  /** Who gets which privilege on relations that say nothing of it. */
  readonly grants?: Grants | undefined
}

/**
 * Looks at the session's role, warehouse and databases, at the rights to build and to load in every schema that the project's
 * naming gives, and reads no row of each source. Changes nothing. What can be tried is tried; the rest is judged by SHOW
 * GRANTS, and where that may be incomplete, nothing is reported as missing.
 *
 * @param run Runs a statement on any session of the target; several in parallel where it has several.
 */
export async function diagnose(run: RunShow, input: DiagnosisInput): Promise<readonly TargetCheck[]> {
  const { needs } = input
  const state = await sessionState(run)
  const { role } = state
  const checks = sessionChecks(state, input.wanted)
  if (role === undefined) return checks
  const sources = needs.sources.map(({ relation }) => relation)
  const loaded = needs.sources.filter(({ isLoaded }) => isLoaded)
  const built = builtSchemas(input, needs)
  const memory = memories(input, needs)
  const stages = loaded.flatMap((source) => stagePlace(source) ?? [])
  const schemas = [...built, ...memory, ...sources, ...stages]
  const databases = [...new Set(schemas.map(({ database }) => foldIdentifier(database)))]
  const giving = givingRelations(needs.relations, input.grants)
  const [access, seen, future, roles, tried] = await Promise.all([
    readAccess(run, role, state, databases),
    lookAround(run, {
      schemas,
      relationsIn: [...built, ...memory, ...loaded.map(({ relation }) => relation)],
      stagesIn: stages,
      formatsIn: loaded.flatMap(({ fileFormat, relation }) => (fileFormat ? [relation] : [])),
    }),
    readFutureGrants(run, distinctSchemas([...built, ...memory])),
    giving.length > 0 ? unlessRefused(showPages<{ readonly name: string }>(run, 'show roles')) : undefined,
    // Without a warehouse nothing can be read, with any rights.
    state.warehouse === undefined ? undefined : trySources(run, needs.sources),
  ])
  const known = needs.sources.map((source, i) => tried?.[i] ?? { ...source, isThere: !!seen.relation(source.relation) })
  return [
    ...checks,
    ...databaseChecks([...built, ...memory], role, seen),
    ...judgeRights([...rightsToBuild(input, needs, seen), ...rightsToMemory(input, needs, seen, access)], access),
    ...ownerChecks(needs.relations, seen, access),
    ...futureOwnerChecks(future, seen, access),
    ...granteeChecks(giving, roles && new Set(roles.map(({ name }) => name)), seen, access),
    ...(tried ? sourceChecks(tried, role, seen) : []),
    ...stageChecks(loaded, seen),
    ...judgeRights(rightsToLoad(known, input, seen, access), access),
  ]
}

/** The databases that are written to. */
function databaseChecks(places: readonly SchemaPlace[], role: string, seen: SeenObjects): readonly TargetCheck[] {
  return [...new Set(places.map(({ database }) => foldIdentifier(database)))].map((database) => {
    const name = 'database'
    if (seen.hasDatabase(database)) return { name, status: 'ok', detail: `role ${role} can use ${database}` }
    const on = { kind: 'DATABASE', name: [database] }
    return {
      name,
      status: 'missing',
      detail: `there is no database ${database}, or role ${role} may not use it`,
      hint: `If it does not exist: create database "${database}";`,
      fix: fix([grantSql(['USAGE', 'CREATE SCHEMA'], on, role)]),
    }
  })
}
