import { type AlterTableColumnAlterationNode, RawNode, type SchemableIdentifierNode } from 'kysely'
import { type NodeRules, type Refusal, refusal } from './node-rule.js'

const INDEXES = refusal(
  'indexes on standard tables',
  'Leave them out; for large tables see CLUSTER BY. On a hybrid table: sql`create index …`.',
)
const TYPES = refusal(
  'enums or other types of its own',
  'Use varchar, and check the values with a test (acceptedValues) or a union type in TypeScript.',
)
const NULLS_NOT_DISTINCT = refusal('NULLS NOT DISTINCT', 'Leave it out: Snowflake does not enforce UNIQUE.')

/** What of create, alter and drop Snowflake can. */
export const schemaRules = {
  CreateTableNode: {
    table: true,
    columns: true,
    constraints: true,
    indexes: INDEXES,
    temporary: true,
    ifNotExists: true,
    onCommit: refusal('ON COMMIT', 'Leave it out: a temporary table ends with its session.'),
    frontModifiers: true,
    endModifiers: true,
    selectQuery: true,
  },
  ColumnDefinitionNode: {
    column: true,
    dataType: true,
    references: true,
    primaryKey: true,
    autoIncrement: true,
    unique: true,
    notNull: true,
    defaultTo: true,
    check: true,
    generated: true,
    unsigned: refusal('UNSIGNED', 'Leave it out: NUMBER has 38 digits.'),
    frontModifiers: true,
    endModifiers: true,
    nullsNotDistinct: NULLS_NOT_DISTINCT,
    identity: true,
    ifNotExists: true,
  },
  GeneratedNode: {
    byDefault: true,
    always: (_, { identity }) =>
      identity
        ? refusal('GENERATED ALWAYS AS IDENTITY', 'Use generatedByDefaultAsIdentity(), identity() or autoIncrement().')
        : undefined,
    identity: true,
    stored: refusal('stored generated columns', 'Leave stored() out: the value is computed when it is read.'),
    expression: true,
  },
  DefaultValueNode: { defaultValue: true },
  ReferencesNode: { table: true, columns: true, onDelete: true, onUpdate: true },
  PrimaryKeyConstraintNode: { columns: true, name: true, deferrable: true, initiallyDeferred: true },
  UniqueConstraintNode: {
    columns: true,
    name: true,
    nullsNotDistinct: NULLS_NOT_DISTINCT,
    deferrable: true,
    initiallyDeferred: true,
  },
  ForeignKeyConstraintNode: {
    columns: true,
    references: true,
    onDelete: true,
    onUpdate: true,
    name: true,
    deferrable: true,
    initiallyDeferred: true,
  },
  CheckConstraintNode: { expression: true, name: true },
  DropTableNode: {
    table: true,
    ifExists: true,
    cascade: true,
    temporary: refusal('DROP TEMPORARY TABLE', 'Use dropTable(…): a temporary table hides another one of its name.'),
  },
  CreateViewNode: {
    name: checkViewName,
    temporary: (_, { materialized }) =>
      materialized ? refusal('temporary materialized views', 'Use one of the two.') : undefined,
    materialized: true,
    orReplace: (_, { ifNotExists }) =>
      ifNotExists ? refusal('OR REPLACE together with IF NOT EXISTS', 'Use one of the two.') : undefined,
    ifNotExists: true,
    columns: true,
    as: true,
  },
  RefreshMaterializedViewNode: refusal(
    'REFRESH MATERIALIZED VIEW',
    'Leave it out: Snowflake keeps materialized views up to date by itself.',
  ),
  DropViewNode: {
    name: checkViewName,
    ifExists: true,
    materialized: true,
    cascade: refusal('DROP VIEW … CASCADE', 'Drop the views that read from it first.'),
  },
  CreateSchemaNode: { schema: true, ifNotExists: true },
  DropSchemaNode: { schema: true, ifExists: true, cascade: true },
  AlterTableNode: {
    table: true,
    renameTo: true,
    setSchema: true,
    columnAlterations: checkAlterations,
    addConstraint: true,
    dropConstraint: true,
    renameConstraint: true,
    addIndex: INDEXES,
    dropIndex: INDEXES,
  },
  AddColumnNode: { column: true },
  DropColumnNode: { column: true, ifExists: true },
  RenameColumnNode: { column: true, renameTo: true },
  AlterColumnNode: {
    column: true,
    dataType: true,
    dataTypeExpression: refusal('ALTER COLUMN … USING', 'Add a column, update it, drop the old one and rename.'),
    setDefault: (value) =>
      RawNode.is(value)
        ? undefined
        : refusal(
            'SET DEFAULT of a value for a column that exists',
            'Only the next value of a sequence can be set: sql`my_sequence.nextval`. For others create the table again.',
          ),
    dropDefault: true,
    setNotNull: true,
    dropNotNull: true,
  },
  ModifyColumnNode: refusal('MODIFY COLUMN of a whole definition', 'Use alterColumn, one change at a time.'),
  AddConstraintNode: { constraint: true },
  DropConstraintNode: {
    constraintName: true,
    ifExists: refusal('DROP CONSTRAINT IF EXISTS', 'Leave ifExists() out.'),
    modifier: true,
  },
  RenameConstraintNode: { oldName: true, newName: true },
  CreateIndexNode: INDEXES,
  DropIndexNode: INDEXES,
  AddIndexNode: INDEXES,
  CreateTypeNode: TYPES,
  DropTypeNode: TYPES,
  AlterTypeNode: TYPES,
  AddValueNode: TYPES,
  RenameValueNode: TYPES,
} satisfies NodeRules<SchemaKind>

type SchemaKind =
  | 'CreateTableNode'
  | 'ColumnDefinitionNode'
  | 'GeneratedNode'
  | 'DefaultValueNode'
  | 'ReferencesNode'
  | 'PrimaryKeyConstraintNode'
  | 'UniqueConstraintNode'
  | 'ForeignKeyConstraintNode'
  | 'CheckConstraintNode'
  | 'DropTableNode'
  | 'CreateViewNode'
  | 'RefreshMaterializedViewNode'
  | 'DropViewNode'
  | 'CreateSchemaNode'
  | 'DropSchemaNode'
  | 'AlterTableNode'
  | 'AddColumnNode'
  | 'DropColumnNode'
  | 'RenameColumnNode'
  | 'AlterColumnNode'
  | 'ModifyColumnNode'
  | 'AddConstraintNode'
  | 'DropConstraintNode'
  | 'RenameConstraintNode'
  | 'CreateIndexNode'
  | 'DropIndexNode'
  | 'AddIndexNode'
  | 'CreateTypeNode'
  | 'DropTypeNode'
  | 'AlterTypeNode'
  | 'AddValueNode'
  | 'RenameValueNode'

/** Kysely takes at most one dot apart; a name of three parts would become one name with dots in it. */
function checkViewName({ identifier }: SchemableIdentifierNode): Refusal | undefined {
  return identifier.name.includes('.')
    ? refusal('views of names with dots', "For a database say db.schema.withSchema('my_database.my_schema').")
    : undefined
}

/** One ALTER TABLE takes several changes of one kind only. */
function checkAlterations(alterations: readonly AlterTableColumnAlterationNode[]): Refusal | undefined {
  const kinds = new Set(alterations.map(({ kind }) => kind))
  if (kinds.size > 1 || (kinds.has('RenameColumnNode') && alterations.length > 1))
    return refusal('ALTER TABLE with changes of several kinds', 'Send one alterTable(…) for each kind of change.')
  if (alterations.length > 1 && alterations.some((node) => node.kind === 'AddColumnNode' && node.column.ifNotExists))
    return refusal('ADD COLUMN of several columns with IF NOT EXISTS', 'Send one alterTable(…) for each such column.')
  const guarded = alterations.filter((node) => node.kind === 'DropColumnNode' && node.ifExists)
  if (guarded.length > 0 && guarded.length < alterations.length)
    return refusal('DROP COLUMN with IF EXISTS for some columns only', 'Say ifExists() for all of them, or for none.')
  return undefined
}
