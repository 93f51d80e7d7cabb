import {
  AddValueNode,
  AlterTypeNode,
  CreateTypeNode,
  IdentifierNode,
  type OperationNodeSource,
  RenameValueNode,
  SchemableIdentifierNode,
  sql,
  ValueNode,
} from 'kysely'
import { db } from './database.js'

const movies = db.selectFrom('movies as m').select('m.id')
const { schema } = db
const insert = db.insertInto('movies').values({ id: 1, title: 'x' })
const update = db.updateTable('movies').set({ title: 'x' })
const remove = db.deleteFrom('movies')
const merge = db.mergeInto('movies as m').using('staged as s', 's.id', 'm.id')
const create = schema.createTable('t')
const alter = schema.alterTable('t')
const type = SchemableIdentifierNode.create('mood')
const compare = (operator: string): OperationNodeSource => movies.where('m.id', operator as '=', 1 as never)
const ofNode = (node: object): OperationNodeSource => ({ toOperationNode: () => node as never })

/** What Kysely can say and Snowflake cannot do. */
export const refusedQueries: { readonly [name: string]: OperationNodeSource } = {
  'distinct on': movies.distinctOn('m.title'),
  'for update': movies.forUpdate(),
  'for update of': movies.forUpdate('m'),
  'for share': movies.forShare(),
  'skip locked': movies.skipLocked(),
  nowait: movies.noWait(),
  'limit and fetch': movies.limit(1).fetch(1),
  'top and limit': movies.top(1).limit(1),
  'limit of an expression': movies.limit((eb) => eb.selectFrom('staged').select('id') as never),
  'offset of an expression': movies.limit(1).offset((eb) => eb.selectFrom('staged').select('id') as never),
  'fetch with ties': movies.fetch(1, 'with ties'),
  'top percent': movies.top(5, 'percent'),
  'cross apply': movies.crossApply((eb) => eb.selectFrom('staged').select('title').as('s')),
  'outer apply': movies.outerApply((eb) => eb.selectFrom('staged').select('title').as('s')),
  'intersect all': movies.intersectAll(db.selectFrom('staged').select('id')),
  'except all': movies.exceptAll(db.selectFrom('staged').select('id')),
  'materialized with': db
    .with(
      (cte) => cte('c').materialized(),
      () => movies,
    )
    .selectFrom('c')
    .selectAll(),
  'not materialized with': db
    .with(
      (cte) => cte('c').notMaterialized(),
      () => movies,
    )
    .selectFrom('c')
    .selectAll(),
  'a change inside of with': db
    .with('c', () => insert.returning('id'))
    .selectFrom('c')
    .selectAll(),
  'explain analyze': ofNode({
    ...movies.toOperationNode(),
    explain: { kind: 'ExplainNode', options: sql`analyze`.toOperationNode() },
  }),
  'explain in xml': ofNode({ ...movies.toOperationNode(), explain: { kind: 'ExplainNode', format: 'xml' } }),

  'insert returning': insert.returning('id'),
  'insert output': insert.output('inserted.id'),
  'on conflict': insert.onConflict((oc) => oc.column('id').doNothing()),
  'on duplicate key': insert.onDuplicateKeyUpdate({ title: 'x' }),
  'insert ignore': insert.ignore(),
  'insert or replace': insert.orReplace(),
  'replace into': db.replaceInto('movies').values({ id: 1, title: 'x' }),
  'insert of no rows': db.insertInto('movies').values([]),
  'default values': db.insertInto('ratings').defaultValues(),
  'insert top': insert.top(1),
  'with before values': db
    .with('c', () => movies)
    .insertInto('movies')
    .values({ id: 1, title: 'x' }),
  'update returning': update.returning('id'),
  'update output': update.output('inserted.id'),
  'update of several tables': db.updateTable(['movies as m', 'staged as s']).set({ 'm.title': 'x' } as never),
  'update with a join only': update.innerJoin('staged as s', 's.id', 'movies.id'),
  'update limit': update.limit(1),
  'update top': update.top(1),
  'update order': update.orderBy('id'),
  'with before update': db
    .with('c', () => movies)
    .updateTable('movies')
    .set({ title: 'x' }),
  'delete returning': remove.returning('id'),
  'delete output': remove.output('deleted.id'),
  'delete from several tables': db.deleteFrom(['movies as m', 'staged as s']).using('movies as m'),
  'delete with a join': remove.using('staged as s').innerJoin('ratings as r', 'r.movieId', 's.id'),
  'delete limit': remove.limit(1),
  'delete top': remove.top(1),
  'delete order': remove.orderBy('id'),
  'with before delete': db.with('c', () => movies).deleteFrom('movies'),
  'merge by source': merge.whenNotMatchedBySource().thenDelete(),
  'merge do nothing': merge.whenMatched().thenDoNothing(),
  'merge insert do nothing': merge.whenNotMatched().thenDoNothing(),
  'merge returning': merge.whenMatched().thenDelete().returning('m.id'),
  'merge output': merge
    .whenMatched()
    .thenDelete()
    .output('deleted.id' as never),
  'merge top': merge.whenMatched().thenDelete().top(1),
  'with before merge': db
    .with('c', () => movies)
    .mergeInto('movies as m')
    .using('c', 'c.id', 'm.id')
    .whenMatched()
    .thenDelete(),

  'any of an array': movies.where((eb) => eb('m.id', '=', eb.fn.any(sql<number[]>`x` as never) as never)),
  json_agg: movies.select((eb) => eb.fn.jsonAgg('m').as('j')),
  to_json: movies.select((eb) => eb.fn.toJson('m').as('j')),
  'count of a table': movies.select((eb) => eb.fn.countAll('m').as('n')),
  'an empty list': movies.where('m.id', '=' as 'in', []),
  'an empty list of expressions': movies.where((eb) =>
    eb('m.id', 'in', sql`${ofNode({ kind: 'ValueListNode', values: [] })}` as never),
  ),
  'a case statement': movies.select((eb) => eb.case().when('m.id', '=', 1).then(1).endCase().as('c')),
  'a path as a value': movies.select((eb) =>
    eb.fn('f', [sql`${ofNode({ kind: 'JSONPathNode', pathLegs: [] })}` as never]).as('c'),
  ),
  'the last of an array': db
    .selectFrom('events')
    .select((eb) => eb.ref('payload', '->$').key('user').key('tags').at('last').as('x')),
  'from the end of an array': db.selectFrom('events').select((eb) =>
    eb
      .ref('payload', '->')
      .key('user')
      .key('tags')
      .at(-1 as never)
      .as('x'),
  ),
  ...Object.fromEntries(
    ['==', 'match', '@>', '<@', '^@', '&&', '?', '!<', '!>', '<=>', '~', '~*', '!~', '@@', '!!', '<->'].map(
      (operator) => [`the operator ${operator}`, compare(operator)],
    ),
  ),
  ...Object.fromEntries(
    (['^', '&', '|', '#', '<<', '>>'] as const).map((operator) => [
      `the operator ${operator}`,
      movies.select((eb) => eb('m.id', operator, 1).as('x')),
    ]),
  ),
  'between symmetric': movies.where((eb) => eb.betweenSymmetric('m.id', 1, 2)),
  ...Object.fromEntries(
    (['serial', 'uuid', 'int4range', 'timetz'] as const).map((name) => [
      `the type ${name}`,
      create.addColumn('a', name),
    ]),
  ),

  'an index in create table': create.addColumn('a', 'integer').addIndex('i', ['a']),
  'on commit': create.addColumn('a', 'integer').temporary().onCommit('drop'),
  unsigned: create.addColumn('a', 'integer', (c) => c.unsigned()),
  'a stored column': create.addColumn('a', 'integer', (c) => c.generatedAlwaysAs(sql`1`).stored()),
  'always as identity': create.addColumn('a', 'integer', (c) => c.generatedAlwaysAsIdentity()),
  'nulls not distinct of a column': create.addColumn('a', 'integer', (c) => c.unique().nullsNotDistinct()),
  'nulls not distinct': create.addColumn('a', 'integer').addUniqueConstraint('u', ['a'], (u) => u.nullsNotDistinct()),
  'drop temporary table': schema.dropTable('t').temporary(),
  'refresh materialized view': schema.refreshMaterializedView('v'),
  'a view of a database': schema.createView('a.b.v').as(movies),
  'drop a view of a database': schema.dropView('a.b.v'),
  'drop view cascade': schema.dropView('v').cascade(),
  'or replace and if not exists': schema.createView('v').orReplace().ifNotExists().as(movies),
  'temporary materialized view': schema.createView('v').temporary().materialized().as(movies),
  'create index': schema.createIndex('i').on('t').column('a'),
  'drop index': schema.dropIndex('i'),
  'add index': alter.addIndex('i').column('a'),
  'drop an index of a table': alter.dropIndex('i'),
  'create type': schema.createType('mood').asEnum(['a']),
  'drop type': schema.dropType('mood'),
  'alter type': ofNode(AlterTypeNode.create(type)),
  'a value of a type': ofNode(
    AlterTypeNode.cloneWith(AlterTypeNode.create(type), {
      addValue: AddValueNode.create(ValueNode.createImmediate('a')),
    } as never),
  ),
  'renamed value of a type': ofNode(
    RenameValueNode.create(ValueNode.createImmediate('a'), ValueNode.createImmediate('b')),
  ),
  'new value of a type': ofNode(AddValueNode.create(ValueNode.createImmediate('a'))),
  'a bare type': ofNode(CreateTypeNode.create(type)),
  'alter column using': ofNode({
    ...alter.alterColumn('a', (c) => c.setDataType('integer')).toOperationNode(),
    columnAlterations: [
      {
        kind: 'AlterColumnNode',
        column: { kind: 'ColumnNode', column: IdentifierNode.create('a') },
        dataTypeExpression: sql`a`.toOperationNode(),
      },
    ],
  }),
  'set default of a value': alter.alterColumn('a', (c) => c.setDefault(1)),
  'modify column': alter.modifyColumn('a', 'integer'),
  'drop constraint if exists': alter.dropConstraint('c').ifExists(),
  'changes of several kinds': alter.addColumn('a', 'integer').dropColumn('b'),
  'if not exists for several columns': alter
    .addColumn('a', 'integer')
    .addColumn('b', 'integer', (c) => c.ifNotExists()),
  'two renamed columns': alter.renameColumn('a', 'b').renameColumn('c', 'd'),
  'if exists for one of two': alter.dropColumn('a', (c) => c.ifExists()).dropColumn('b'),
}
