import { analysis, chart, count, dataTest, exposure, integer, notNull, source, table, testColumns } from 'kerros'
import { describe, expect, it } from 'vitest'
import { buildProject } from '../../../../src/core/project/build-project.js'
import { checkGroups } from '../../../../src/core/project/options/groups.js'
import fc from '../../../seeded-fast-check.js'

const raw = source('raw', { t: { id: integer() } })
const GROUPS = { finance: { owner: { name: 'Ann' } }, sales: { owner: { email: 'b@example.com' } } }
const tableOf = (inputs: object, options: object) =>
  table(inputs as { t: typeof raw.t }, (db) => db.selectFrom('t').select('t.id'), options)

const messages = (exports: object, groups: typeof GROUPS | {} = GROUPS) =>
  buildProject('p', [{ file: 'src/m.ts', exports: { raw, ...exports } }], { groups }).diagnostics.map(
    ({ message }) => message,
  )

describe('groups', () => {
  it('keep private relations to themselves', () => {
    const group = fc.option(fc.constantFrom('finance', 'sales'), { nil: undefined })
    const access = fc.option(fc.constantFrom('private' as const, 'protected' as const, 'public' as const), {
      nil: undefined,
    })
    const plain = (options: { readonly [name: string]: unknown }) =>
      Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
    fc.assert(
      fc.property(group, access, group, (of, who, readerGroup) => {
        const read = tableOf({ t: raw.t }, plain({ group: of, access: who }))
        const reader = tableOf({ t: read }, plain({ group: readerGroup }))
        // docs/configuration.md
        const isAlone = who === 'private' && of === undefined
        const isBroken = who === 'private' && of !== undefined && of !== readerGroup
        expect(messages({ read, reader })).toEqual([
          ...(isAlone ? ['"read" is private, and in no group'] : []),
          ...(isBroken ? [`"reader" reads "read", which is private to the group "${of}"`] : []),
        ])
      }),
      { numRuns: 200 },
    )
  })

  it('keep them from analyses, charts and exposures, but not from tests', () => {
    const hidden = tableOf({ t: raw.t }, { group: 'finance', access: 'private' })
    const found = messages({
      hidden,
      asked: analysis({ h: hidden }, (db) => db.selectFrom('h').select(count().as('n'))),
      drawn: chart(hidden, { mark: 'bar', category: 'id', value: 'id' }),
      board: exposure({ type: 'dashboard', dependsOn: [hidden], owner: { name: 'Ann' } }),
      tested: dataTest({ h: hidden }, (db) => db.selectFrom('h').selectAll()),
      columns: testColumns(hidden, { id: [notNull()] }),
    })
    expect([...found].sort()).toEqual(
      ['asked', 'board', 'drawn'].map((name) => `"${name}" reads "hidden", which is private to the group "finance"`),
    )
  })

  it('are declared', () => {
    const x = tableOf({ t: raw.t }, { group: 'finanse' })
    expect(
      buildProject('p', [{ file: 'src/m.ts', exports: { raw, x } }], { groups: GROUPS }).diagnostics,
    ).toMatchObject([
      {
        message: '"x" is in the group "finanse", which the configuration does not declare',
        hint: 'Did you mean "finance"?',
      },
    ])
    expect(messages({ x }, {})).toHaveLength(1)
  })

  it.each<[unknown, string]>([
    [{ a: {} }, 'the group "a" has no owner with a name or an email'],
    [{ a: { owner: {} } }, 'the group "a" has no owner with a name or an email'],
    [{ a: 'Ann' }, 'the group "a" is a string, not an object'],
    ['a', 'the option "groups" is a string, not an object'],
  ])('%j is refused in a configuration', (groups, message) => {
    expect(checkGroups(groups).map((each) => each.message)).toEqual([message])
  })
})
