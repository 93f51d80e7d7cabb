import { describe, expect, it } from 'vitest'
import type { ManifestNode } from '../../src/artifacts/index.js'
import { STATE_FORM } from '../../src/artifacts/node-state.js'
import { stateWords } from '../../src/artifacts/state-words.js'

const STATE = { form: STATE_FORM, body: 'b', configs: 'c', relation: 'r', description: 'd', column_descriptions: 'n' }

/** A model as kerros writes it. */
const model = (state: object = {}, more: object = {}): ManifestNode => ({
  resource_type: 'model',
  raw_code: 'export const a = …',
  meta: { kerros: { state: { ...STATE, ...state } } },
  ...more,
})

const words = (now: ManifestNode, before: ManifestNode | undefined, persistDocs = {}) =>
  stateWords({ node: now, persistDocs }, before)

describe('the words of a node', () => {
  it('are those of a macro only where the text of its definition stayed', () => {
    const was = model()
    expect(words(model({ body: 'x' }), was).words).toEqual(['old', 'modified', 'modified.body', 'modified.macros'])
    expect(words(model({ body: 'x' }, { raw_code: 'export const a = … + 1' }), was).words).toEqual([
      'old',
      'modified',
      'modified.body',
    ])
    expect(words(model({}, { raw_code: '// Only its text is another one.' }), was).words).toEqual(['old', 'unmodified'])
  })

  it('are those of descriptions only where the warehouse has them', () => {
    const other = model({ description: 'x', column_descriptions: 'x' })
    expect(words(other, model()).words).toEqual(['old', 'unmodified'])
    const persisted = ['old', 'modified', 'modified.persisted_descriptions']
    expect(words(other, model(), { relation: true }).words).toEqual(persisted)
    expect(words(model({ column_descriptions: 'x' }), model(), { columns: true }).words).toEqual(persisted)
    expect(words(model({ column_descriptions: 'x' }), model(), { relation: true }).words).toEqual(['old', 'unmodified'])
  })

  it('have no macros while a node is new', () => {
    const { words: found } = words(model(), undefined)
    expect(found.slice(0, 3)).toEqual(['new', 'modified', 'modified.body'])
    expect(found).not.toContain('modified.macros')
  })
})

describe('a node that dbt has written down', () => {
  const config = {
    materialized: 'table',
    unique_key: [],
    schema: null,
    alias: null,
    database: null,
    contract: { enforced: false },
  }
  const now = (more: object = {}) => ({ ...model(), config: { ...config, ...more } })
  const dbt = (more: object = {}, node: object = {}): ManifestNode => ({
    resource_type: 'model',
    config: { ...config, unique_key: null, 'pre-hook': [], ...more },
    ...node,
  })
  const parts = (one: ManifestNode, other: ManifestNode, persistDocs = {}) =>
    words(one, other, persistDocs).words.filter((word) => !['old', 'modified'].includes(word))

  it('has a query that cannot be compared, with a doubt', () => {
    expect(words(now(), dbt())).toEqual({
      words: ['old', 'modified', 'modified.body', 'modified.macros'],
      doubt: 'dbt',
    })
  })

  it.each<[string, object, object, string]>([
    ['a schema', { schema: 'marts' }, {}, 'modified.relation'],
    ['a materialization', { materialized: 'view' }, {}, 'modified.configs'],
    ['a key', { unique_key: 'id' }, {}, 'modified.configs'],
    ['a hook', {}, { 'pre-hook': [{ sql: 'select 1' }] }, 'modified.configs'],
    ['a contract', { contract: { enforced: true } }, {}, 'modified.contract'],
  ])('has %s that is compared', (_what, is, was, word) => {
    expect(parts(now(is), dbt(was))).toContain(word)
    if (Object.keys(was).length === 0) expect(parts(now(is), dbt(is))).not.toContain(word)
  })

  it('has the types of a contract and the descriptions, however they are spelt', () => {
    const enforced = { contract: { enforced: true } }
    const columns = (type: string, description = '') => ({
      columns: { id: { name: 'id', data_type: type, description } },
    })
    const is = { ...now(enforced), ...columns('INTEGER') }
    expect(parts(is, dbt(enforced, columns('integer')))).not.toContain('modified.contract')
    expect(parts(is, dbt(enforced, columns('text')))).toContain('modified.contract')
    const persistDocs = { columns: true }
    expect(parts(is, dbt(enforced, columns('integer', 'The id.')), persistDocs)).toContain(
      'modified.persisted_descriptions',
    )
    expect(parts(is, dbt(enforced, columns('integer')), persistDocs)).not.toContain('modified.persisted_descriptions')
  })

  it('is a seed with the same file only where dbt has a checksum of it', () => {
    const seed = (checksum: object) => ({ resource_type: 'seed', config, checksum })
    const ours = { ...model(), ...seed({ name: 'sha256', checksum: 'abc' }) }
    expect(words(ours, seed({ name: 'sha256', checksum: 'abc' }))).toEqual({
      words: ['old', 'unmodified'],
      doubt: undefined,
    })
    expect(parts(ours, seed({ name: 'sha256', checksum: 'abd' }))).toEqual(['modified.body'])
    expect(parts(ours, seed({ name: 'path', checksum: 'abc' }))).toEqual(['modified.body'])
  })

  it('is a source or an exposure that is compared by what both say', () => {
    const source = { resource_type: 'source', schema: 'raw', identifier: 'words' }
    expect(words({ ...model(), ...source }, source).words).toEqual(['old', 'unmodified'])
    expect(parts({ ...model(), ...source }, { ...source, schema: 'landing' })).toEqual(['modified.relation'])
    const exposure = {
      resource_type: 'exposure',
      type: 'dashboard',
      owner: { name: 'Ann', email: null },
      depends_on: { nodes: ['b', 'a'] },
    }
    const same = { ...exposure, owner: { email: null, name: 'Ann' }, depends_on: { nodes: ['a', 'b'] } }
    expect(words({ ...model(), ...exposure }, same).words).toEqual(['old', 'unmodified'])
    expect(parts({ ...model(), ...exposure }, { ...same, maturity: 'high' })).toEqual(['modified.body'])
  })
})
