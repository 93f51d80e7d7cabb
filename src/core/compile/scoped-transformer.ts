import {
  AggregateFunctionNode,
  BinaryOperationNode,
  CaseNode,
  CastNode,
  FunctionNode,
  type OperationNode,
  RawNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  SelectQueryNode,
} from 'kysely'
import type { SqlType } from '../columns/sql-type.js'
import type { Diagnostic } from '../errors/index.js'
import { canonicalName } from '../functions/call/canonical-function.js'
import { textForm } from '../functions/call/text-form.js'
import type { OutputColumn } from '../infer/output-column.js'
import {
  expressionColumn,
  expressionType,
  expressionValues,
  itemColumns,
  outputColumns,
  selectScope,
} from '../infer/output-columns.js'
import { parseSqlType } from '../infer/parse-sql-type.js'
import { columnsExcept, fromItems, itemName } from '../infer/query-columns.js'
import { findAlias, type Scope } from '../infer/scope.js'
import { checkUnited, readUnited, type UnitedRelation, unitedSelections } from '../infer/united-columns.js'
import { readAllExcept } from '../nodes/all-except.js'
import { constant, immediate, immediateType } from '../nodes/immediate.js'
import { KNOWN_TIMESTAMP, readKnownTimestamp } from '../nodes/known-timestamp.js'
import { mapChildren } from '../nodes/map-children.js'
import { qualifiedColumn } from '../nodes/qualified-column.js'
import { expandTouched, readTouched, TOUCHED } from '../nodes/touched.js'
import type { TreeFacts } from '../nodes/tree-facts.js'
import { checkSince } from './checks/check-since.js'
import { CHECKED_FUNCTIONS, checkArguments } from './operands/check-arguments.js'
import { checkChoices } from './operands/check-choices.js'
import { checkDistinctRows, checkDistinctValues, distinguishesValues } from './operands/check-distinct.js'
import { checkHiddenType } from './operands/check-hidden-type.js'
import { checkJsonHelpers } from './operands/check-json-helpers.js'
import { checkOperands, dependsOnOperands, makesNested } from './operands/check-operands.js'
import { CHOOSING_FUNCTIONS } from './operands/choices-of.js'
import { expandNewerThan, knownTimestamp, NEWER_THAN, readNewerThan } from './rows/newer-than.js'

const KEY_TEXT = canonicalName('key_text')
const CAST = canonicalName('cast')
const EPOCH_TIMESTAMP = canonicalName('epoch_timestamp')
const OBJECT_CONSTRUCT = canonicalName('object_construct')

/** Functions that round, which whole numbers go through as they are: DuckDB would make doubles of them. */
const ROUNDING: readonly string[] = (['ceil', 'floor', 'round'] as const).map(canonicalName)

const NEEDING_SCOPES = [
  ...CHECKED_FUNCTIONS,
  ...CHOOSING_FUNCTIONS,
  KEY_TEXT,
  CAST,
  EPOCH_TIMESTAMP,
  OBJECT_CONSTRUCT,
  ...ROUNDING,
  NEWER_THAN,
  KNOWN_TIMESTAMP,
  TOUCHED,
]

/**
 * Whether a query has anything for {@link ScopedTransformer} to do.
 *
 * @param hasNestedInputs Whether an input has a column of JSON or arrays.
 */
export function needsScopes(facts: TreeFacts, hasNestedInputs: () => boolean): boolean {
  const { kinds, functions } = facts
  return (
    kinds.has('SelectAllNode') ||
    kinds.has('CastNode') ||
    kinds.has('CaseNode') ||
    kinds.has('RawNode') ||
    NEEDING_SCOPES.some((name) => functions.has(name)) ||
    dependsOnOperands(facts, hasNestedInputs) ||
    (distinguishesValues(facts) && (makesNested(facts) || hasNestedInputs()))
  )
}

/**
 * The stage that has to know what every name means at every place of a query:
 * - `selectAll`, `selectExcept` and `unionRelations` become the columns themselves, so that a built relation has the
 * columns that its type says;
 * - parts of surrogate keys are written by their type, and refused where engines write them differently;
 * - casts of text and to text have one rule on every engine, which depends on the type of what is cast;
 * - functions of strings refuse numbers and dates;
 * - values of unlike types in one CASE or COALESCE are refused;
 * - the least and greatest of arrays and JSON are refused, and operators on types that engines read differently;
 * - so are distinct values and orders of JSON, and helpers that would round decimals within it;
 * - `since` becomes a comparison with the stored watermark, of the same type, and says what becomes of NULLs;
 * - `touched` becomes a condition.
 */
export class ScopedTransformer {
  #scope: Scope | undefined
  readonly #ownColumn: (name: string) => OutputColumn | undefined
  readonly #report: (diagnostic: Diagnostic) => void

  constructor(
    scope: Scope,
    ownColumn: (name: string) => OutputColumn | undefined,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.#scope = scope
    this.#ownColumn = ownColumn
    this.#report = report
  }

  /** The query with its meanings written out; parts in which nothing changes are the same nodes. */
  transform(node: OperationNode): OperationNode {
    return this.#transform(node)
  }

  readonly #typeOf = (node: OperationNode): SqlType | undefined => expressionType(node, this.#scope)

  readonly #transform = (node: OperationNode): OperationNode => {
    if (SelectQueryNode.is(node)) return this.#select(node)
    if (FunctionNode.is(node)) return this.#function(node)
    if (CastNode.is(node)) return this.#castNode(node)
    if (CaseNode.is(node)) this.#checkChoices(node)
    else if (BinaryOperationNode.is(node)) this.#reportAll(checkOperands(node, this.#typeOf))
    else if (AggregateFunctionNode.is(node)) this.#checkAggregate(node)
    else if (RawNode.is(node)) this.#reportAll(checkJsonHelpers(node, this.#scope))
    return mapChildren(node, this.#transform)
  }

  #select(node: SelectQueryNode): SelectQueryNode {
    const outer = this.#scope
    this.#scope = selectScope(node, outer)
    const selections = node.selections?.flatMap((selection) => this.#expand(selection, node))
    this.#reportAll(checkDistinctRows(node, () => outputColumns(node, outer), this.#typeOf))
    const transformed = mapChildren(inReadingOrder(node, selections), this.#transform)
    this.#scope = outer
    return transformed
  }

  #function(node: FunctionNode): OperationNode {
    this.#checkArguments(node.func, node.arguments)
    this.#checkChoices(node)
    if (node.func === KEY_TEXT) return this.#inside(this.#keyText(node))
    if (node.func === CAST) return this.#inside(this.#cast(node, immediateType(node.arguments[1])))
    if (node.func === EPOCH_TIMESTAMP) return this.#inside(this.#epochTimestamp(node))
    const touched = readTouched(node)
    if (touched) return this.#transform(expandTouched(touched))
    if (node.func === OBJECT_CONSTRUCT) return this.#inside(this.#withTexts(node))
    if (ROUNDING.includes(node.func) && this.#isWhole(node)) return this.#transform(node.arguments[0]!)
    const known = readKnownTimestamp(node)
    if (known) return this.#transform(knownTimestamp(known, { isDouble: this.#typeOf(known)?.name === 'double' }))
    const comparison = readNewerThan(node)
    if (!comparison) return this.#inside(node)
    const timestamp = expressionColumn(comparison.column, this.#scope)
    const watermark = this.#ownColumn(comparison.watermark)
    this.#reportAll(checkSince(comparison, { timestamp, watermark }))
    const isDouble = timestamp.type?.name === 'double' || watermark?.type?.name === 'double'
    return this.#transform(expandNewerThan(comparison, { isDouble }))
  }

  /** A function that has been looked at, with its arguments. */
  #inside(node: FunctionNode): FunctionNode {
    return mapChildren(node, this.#transform)
  }

  #checkAggregate(node: AggregateFunctionNode): void {
    this.#checkArguments(node.func, node.aggregated)
    this.#reportAll(checkDistinctValues(node, this.#typeOf))
  }

  #reportAll(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.#report(diagnostic)
  }

  #checkArguments(func: string, args: readonly OperationNode[]): void {
    this.#reportAll(checkArguments(func, args, this.#scope))
  }

  #checkChoices(node: OperationNode): void {
    this.#reportAll(checkChoices(node, this.#typeOf))
  }

  #expand(node: SelectionNode, select: SelectQueryNode): readonly SelectionNode[] {
    const { selection } = node
    if (SelectAllNode.is(selection)) {
      const items = fromItems(select).map((item) => ({ name: itemName(item), columns: itemColumns(item, this.#scope) }))
      if (items.some((item) => item.name === undefined || item.columns === undefined)) return [node]
      return items.flatMap((item) => item.columns!.map((column) => columnOf(item.name!, column.name)))
    }
    if (ReferenceNode.is(selection) && SelectAllNode.is(selection.column) && selection.table) {
      const alias = selection.table.table.identifier.name
      return findAlias(this.#scope, alias)?.()?.map((column) => columnOf(alias, column.name)) ?? [node]
    }
    const united = readUnited(selection)
    if (united) return this.#unite(united, node)
    const except = readAllExcept(selection)
    if (!except) return [node]
    return columnsExcept(except, this.#scope)?.map((column) => columnOf(except.alias, column.name)) ?? [node]
  }

  #unite(united: UnitedRelation, node: SelectionNode): readonly SelectionNode[] {
    // Each of the relations says the same of all of them.
    if (united.table === united.all[0]) this.#reportAll(checkUnited(united, this.#scope))
    return unitedSelections(united, this.#scope) ?? [node]
  }

  /** Whether a number has nothing to round: it is whole, and no digits before the point go. */
  #isWhole({ arguments: [number, digits] }: FunctionNode): boolean {
    const count = immediate(digits)
    if (digits !== undefined && !(typeof count === 'number' && count >= 0)) return false
    const type = this.#typeOf(number!)
    return type?.name === 'integer' || type?.name === 'bigint' || (type?.name === 'decimal' && type.scale === 0)
  }

  /** Decimal text is text in JSON too: a reader of JSON would round the number. */
  #withTexts(node: FunctionNode): FunctionNode {
    const args = node.arguments.map((value) =>
      expressionValues(value, this.#scope) === 'decimal text'
        ? FunctionNode.create(CAST, [value, constant({ name: 'varchar' })])
        : value,
    )
    return FunctionNode.create(node.func, args)
  }

  #keyText(node: FunctionNode): FunctionNode {
    const part = node.arguments[0]!
    const type = this.#typeOf(part)
    this.#reportAll(checkHiddenType(part, this.#typeOf))
    if (type?.name === 'date') return FunctionNode.create(canonicalName('date_text'), [part])
    if (type?.name === 'timestamp' || type?.name === 'double')
      this.#report({
        code: 'E_TYPE_MISMATCH',
        message: `a ${type.name} cannot be part of a surrogate key, because engines write it differently`,
        hint: 'Use an integer, a decimal, text or a date; cast it with castTo(…) first.',
      })
    return node
  }

  #castNode(node: CastNode): OperationNode {
    const type = parseSqlType(node.dataType)
    const call = type && FunctionNode.create(CAST, [node.expression, constant(type)])
    const cast = call && this.#cast(call, type)
    // What is not of one rule stays as it is written, with the type's own words.
    return !cast || cast === call ? mapChildren(node, this.#transform) : this.#transform(cast)
  }

  /** A cast by the type of what is cast: of text strictly, to text as every engine writes it. */
  #cast(node: FunctionNode, to: SqlType): FunctionNode {
    const x = node.arguments[0]!
    const from = this.#typeOf(x)
    this.#reportAll(checkHiddenType(x, this.#typeOf))
    if (from?.name === 'varchar' && (textForm(to) !== undefined || to.name === 'boolean'))
      return FunctionNode.create(canonicalName('cast_text'), node.arguments)
    if (to.name !== 'varchar') return node
    if (from?.name === 'date') return FunctionNode.create(canonicalName('date_text'), [x])
    if (from?.name === 'timestamp') return FunctionNode.create(canonicalName('timestamp_text'), [x])
    if (from?.name === 'double')
      this.#report({
        code: 'E_TYPE_MISMATCH',
        message: 'a double cannot become text, because engines write its digits differently',
        hint: 'Say how many digits there are: castTo(castTo(x, decimal(18, 4)), varchar()).',
      })
    return node
  }

  #epochTimestamp(node: FunctionNode): FunctionNode {
    const x = node.arguments[0]!
    this.#reportAll(checkHiddenType(x, this.#typeOf))
    if (this.#typeOf(x)?.name !== 'varchar') return node
    const seconds = FunctionNode.create(canonicalName('cast_text'), [x, constant({ name: 'bigint' })])
    return FunctionNode.create(node.func, [seconds])
  }
}

/**
 * A select with its selections expanded, and its parts in the order in which their diagnostics are read: not that of the calls
 * that made it.
 */
function inReadingOrder(node: SelectQueryNode, selections: readonly SelectionNode[] | undefined): SelectQueryNode {
  const { kind, from, selections: _, distinctOn, joins, groupBy, orderBy, where, with: ctes, having, ...others } = node
  const ordered = { from, selections, distinctOn, joins, groupBy, orderBy, where, with: ctes, having }
  return { kind, ...ordered, ...others } as SelectQueryNode
}

function columnOf(alias: string, column: string): SelectionNode {
  return SelectionNode.create(qualifiedColumn(alias, column))
}
