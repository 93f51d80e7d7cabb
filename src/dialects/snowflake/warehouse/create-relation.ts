import type { Relation, RelationType } from '../../../core/relations/relation.js'
import { commentWithMark } from '../../../core/relations/relation-mark.js'
import type { Grants, RelationSettings } from '../../../core/relations/relation-settings.js'
import type { ApplySettings, CreateTableAs, CreateView, PublishTable } from '../../../core/steps/step.js'
import { quoteRelation } from '../text/quote-relation.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { snowflakeLiterals } from '../text/snowflake-literals.js'
import { alterConstraints } from './alter-constraints.js'
import { changeProtection, maskedColumns, maskingPolicy, policyAndTags, retention } from './protection.js'

/** What relations get that say nothing of their own. */
export type RelationDefaults = Pick<RelationSettings, 'transient' | 'copyGrants' | 'grants' | 'persistDocs'>

/**
 * Creates or replaces a view with its comments, in one statement, and grants it.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-view
 */
export function createView({ relation, select, settings }: CreateView, defaults: RelationDefaults): readonly string[] {
  const all = withDefaults(defaults, settings)
  const words = ['create or replace', ...(all.secure ? ['secure'] : []), 'view', quoteRelation(relation)]
  return [
    [...words, ...viewColumns(all), ...policyAndTags(all), ...copyGrants(all), ...comment(all), 'as', select].join(' '),
    ...grants('view', relation, all),
  ]
}

/**
 * Creates or replaces a table with the rows of a query, in one statement, then grants it and comments its columns.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-table#create-table-as-select-also-referred-to-as-ctas
 */
export function createTable(
  { relation, select, temporary, settings }: CreateTableAs,
  defaults: RelationDefaults,
): readonly string[] {
  if (temporary) return [`create or replace temporary table ${quoteRelation(relation)} as ${select}`]
  const all = withDefaults(defaults, settings)
  const words = [
    'create or replace',
    ...kind(all, settings),
    quoteRelation(relation),
    ...maskedColumns(all),
    ...clusterBy(all),
  ]
  const rest = [...retention(all), ...copyGrants(all), ...comment(all), ...policyAndTags(all)]
  return [
    [...words, ...rest, 'as', select].join(' '),
    ...columnComments('table', relation, all),
    ...grants('table', relation, all),
  ]
}

/**
 * Puts a table in the place of another in one statement: a clone copies no rows, and takes comments and clustering along.
 * Where nothing is in its place, it is renamed, and keeps its grants as well.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-clone
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-table
 */
export function publishTable(
  { relation, from, replaces, settings, constraints = [] }: PublishTable,
  defaults: RelationDefaults,
): readonly string[] {
  // A renamed table keeps its constraints, and a clone has those of its original.
  const declare = alterConstraints({
    kind: 'alterConstraints',
    relation: from,
    drop: [],
    add: constraints,
    isLenient: false,
  })
  if (replaces === undefined)
    return [...declare, `alter table ${quoteRelation(from)} rename to ${quoteRelation(relation)}`]
  const all = withDefaults(defaults, settings)
  const words = ['create or replace', ...kind(all, settings), quoteRelation(relation), 'clone', quoteRelation(from)]
  return [
    ...declare,
    [...words, ...copyGrants(all)].join(' '),
    ...grants('table', relation, all),
    `drop table if exists ${quoteRelation(from)}`,
  ]
}

/** A relation's own settings, and the target's where it has none. */
export function withDefaults(defaults: RelationDefaults, settings: RelationSettings): RelationSettings {
  return { ...defaults, ...Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) }
}

/**
 * Tables are transient unless it is said otherwise, as with dbt: they can be built again. One that shall keep its past for more
 * than a day says otherwise.
 */
function kind({ transient = true, dataRetentionDays = 0 }: RelationSettings, own: RelationSettings): readonly string[] {
  if (own.transient === undefined && dataRetentionDays > 1) return ['table']
  return transient ? ['transient table'] : ['table']
}

/** CLUSTER BY, where it is wanted. */
export function clusterBy({ clusterBy: columns = [] }: RelationSettings): readonly string[] {
  return columns.length > 0 ? [`cluster by (${columns.map(quoteIdentifier).join(', ')})`] : []
}

/** COPY GRANTS, where it is wanted. */
export function copyGrants({ copyGrants: copies }: RelationSettings): readonly string[] {
  return copies ? ['copy grants'] : []
}

/** The description as the relation's comment, where that is wanted, and the mark of one that is kept. */
export function comment({ persistDocs, description, mark }: RelationSettings): readonly string[] {
  const whole = commentWithMark(persistDocs?.relation ? (description ?? '') : '', mark)
  return whole === '' ? [] : [`comment = ${text(whole)}`]
}

/**
 * Changes a relation's protection, its clustering, its comment, those of its columns, and its grants.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-table
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-dynamic-table
 * @see https://docs.snowflake.com/en/sql-reference/sql/revoke-privilege
 */
export function applySettings(step: ApplySettings): readonly string[] {
  const { relation, type = 'table', comment, columns, grant, revoke, protection } = step
  const name = quoteRelation(relation)
  const list = columns.map((column) => `column ${quoteIdentifier(column.name)} comment ${text(column.comment)}`)
  return [
    // Before the comment, which says that it is done.
    ...(protection ? changeProtection(name, protection) : []),
    ...clustering(name, step),
    ...(comment === undefined ? [] : [`alter ${type} ${name} set comment = ${text(comment)}`]),
    ...(list.length > 0 ? [`alter ${type} ${name} modify ${list.join(', ')}`] : []),
    ...grants(type, relation, { grants: grant }),
    ...privileges(revoke, (privilege, role) => `revoke ${privilege} on ${type} ${name} from role ${role}`),
  ]
}

/** @see https://docs.snowflake.com/en/sql-reference/sql/alter-table#clustering-actions-clusteringaction */
function clustering(name: string, step: Pick<ApplySettings, 'clusterBy'>): readonly string[] {
  if (step.clusterBy === undefined) return []
  const [by] = clusterBy(step)
  return [`alter table ${name} ${by ?? 'drop clustering key'}`]
}

function viewColumns(settings: RelationSettings): readonly string[] {
  const { persistDocs, columns = [] } = settings
  const after = columns.map(({ name, description }) => {
    const comment = persistDocs?.columns && description ? ` comment ${text(description)}` : ''
    return `${maskingPolicy(settings, name)}${comment}`
  })
  if (after.every((words) => words === '')) return []
  return [`(${columns.map(({ name }, i) => `${quoteIdentifier(name)}${after[i]}`).join(', ')})`]
}

/** CREATE … AS takes no comments on the columns of a table. One statement comments them all. */
export function columnComments(
  type: 'table' | 'dynamic table',
  relation: Relation,
  { persistDocs, columns = [] }: RelationSettings,
): readonly string[] {
  const described = columns.filter(({ description }) => description)
  if (!persistDocs?.columns || described.length === 0) return []
  const list = described.map(({ name, description }) => `column ${quoteIdentifier(name)} comment ${text(description!)}`)
  return [`alter ${type} ${quoteRelation(relation)} modify ${list.join(', ')}`]
}

/** One GRANT for each privilege and role. */
export function grants(
  type: RelationType,
  relation: Relation,
  { grants: given = {} }: RelationSettings,
): readonly string[] {
  return privileges(
    given,
    (privilege, role) => `grant ${privilege} on ${type} ${quoteRelation(relation)} to role ${role}`,
  )
}

function privileges(given: Grants, statement: (privilege: string, role: string) => string): readonly string[] {
  return Object.entries(given).flatMap(([privilege, roles]) =>
    roles.map((role) => statement(words(privilege), quoteIdentifier(role))),
  )
}

/** A privilege is words and nothing else. */
function words(privilege: string): string {
  return privilege.replace(/[^a-z ]/gi, '')
}

function text(comment: string): string {
  return `'${snowflakeLiterals.escapeText(comment)}'`
}
