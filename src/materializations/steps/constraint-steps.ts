import { type Expression, ExpressionWrapper, ParensNode, type SqlBool } from 'kysely'
import type { RowFacts } from '../../core/keys/row-facts.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import type { Constraint, ForeignKeyConstraint } from '../../core/relations/constraint.js'
import { describeConstraint, isDeclarable } from '../../core/relations/constraint.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { AssertConstraints } from '../../core/steps/step.js'
import { relationOf, type StatementTable, type StatementTables, statementSql } from '../statement/statement.js'

/** What breaks a constraint, and a query that counts it. */
interface ConstraintCheck {
  readonly rule: AssertConstraints['rules'][number]
  count(other: string): { as(alias: string): unknown }
  /** The other relation that is read. */
  readonly reads?: ForeignKeyConstraint | undefined
}

/** The step that refuses rows which break constraints, as far as these do not follow from their query. */
export function constraintSteps(
  rows: StatementTable,
  constraints: readonly Constraint[],
  facts: RowFacts,
  dialect: SqlDialect,
): readonly AssertConstraints[] {
  const checks = constraints.flatMap((constraint) => checksOf(constraint, facts))
  if (checks.length === 0) return []
  const others = checks.flatMap(({ reads }, i) => (reads ? [[otherName(i), reads.to] as const] : []))
  const tables: StatementTables = { built: rows, ...Object.fromEntries(others) }
  const counts = compileDatabase.selectNoFrom(checks.map(({ count }, i) => count(otherName(i)).as(`c${i}`) as never))
  return [
    {
      kind: 'assertConstraints',
      relation: relationOf(rows),
      rules: checks.map(({ rule }) => rule),
      sql: statementSql(dialect, counts, tables),
    },
  ]
}

/** The constraints of a table that its engine declares. */
export function declaredOf(constraints: readonly Constraint[], { capabilities }: SqlDialect): readonly Constraint[] {
  return constraints.filter((constraint) => isDeclarable(constraint, capabilities.constraints))
}

function otherName(i: number): string {
  return `other${i}`
}

function checksOf(constraint: Constraint, facts: RowFacts): readonly ConstraintCheck[] {
  const says = describeConstraint(constraint)
  switch (constraint.kind) {
    case 'notNull':
      return constraint.columns
        .filter((column) => !facts.isNeverNull(column))
        .map((column) => ({
          rule: { says: `not null "${column}"`, noun: 'row', breaks: '' },
          count: () => rowsWhere(isNull([column])),
        }))
    case 'primaryKey': {
      const nullable = constraint.columns.filter((column) => !facts.isNeverNull(column))
      return [
        ...repeatedKeys(says, constraint.columns, facts),
        ...(nullable.length === 0
          ? []
          : [
              {
                rule: { says, noun: 'row', breaks: ' with NULL in it' },
                count: () => rowsWhere(isNull(nullable)),
              } as const,
            ]),
      ]
    }
    case 'unique':
      return repeatedKeys(says, constraint.columns, facts)
    case 'check': {
      const condition = new ExpressionWrapper<any, any, SqlBool>(ParensNode.create(constraint.condition))
      return [{ rule: { says, noun: 'row', breaks: '' }, count: () => rowsWhere((eb) => eb.not(condition)) }]
    }
    case 'foreignKey':
      return [
        {
          rule: { says, noun: 'row', breaks: ' without a match' },
          count: (other) => rowsWhere((eb) => withoutMatch(eb, constraint, other)),
          reads: constraint,
        },
      ]
    default:
      return constraint satisfies never
  }
}

type Condition = (eb: any) => Expression<SqlBool>

function rowsWhere(condition: Condition) {
  return compileDatabase
    .selectFrom('built as b')
    .where((eb) => condition(eb))
    .select((eb) => eb.fn.countAll().as('n'))
}

function isNull(columns: readonly string[]): Condition {
  return (eb) => eb.or(columns.map((column) => eb(columnOf('b', column), 'is', null)))
}

/** `select count(*) from (select count(*) as "n" from built as "b" where … group by … having count(*) > 1) as "k"` */
function repeatedKeys(says: string, columns: readonly string[], facts: RowFacts): readonly ConstraintCheck[] {
  if (facts.isUnique(new Set(columns))) return []
  const count = () => {
    const repeated = compileDatabase
      .selectFrom('built as b')
      .where((eb) => eb.and(columns.map((column) => eb(columnOf('b', column), 'is not', null))))
      .groupBy(columns.map((column) => columnOf('b', column)))
      .select((eb) => eb.fn.countAll().as('n'))
      .having((eb) => eb(eb.fn.countAll(), '>', eb.lit(1)))
    return compileDatabase.selectFrom(repeated.as('k')).select((eb) => eb.fn.countAll().as('n'))
  }
  return [{ rule: { says, noun: 'value', breaks: ' in several rows' }, count }]
}

function withoutMatch(eb: any, { columns, toColumns }: ForeignKeyConstraint, other: string): Expression<SqlBool> {
  const match = compileDatabase
    .selectFrom(`${other} as o`)
    .select((inner) => inner.lit(1).as('found'))
    .where((inner) =>
      inner.and(columns.map((column, i) => inner(columnOf('o', toColumns[i]!), '=', columnOf('b', column)))),
    )
  return eb.and([...columns.map((column) => eb(columnOf('b', column), 'is not', null)), eb.not(eb.exists(match))])
}
