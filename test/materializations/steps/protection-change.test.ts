import { expect, it } from 'vitest'
import type { Protection } from '../../../src/core/relations/relation-settings.js'
import type { ProtectionChange } from '../../../src/core/steps/step.js'
import { protectionChange } from '../../../src/materializations/steps/protection-change.js'

const nothing = { unmaskFirst: [], mask: {}, unmask: [], setTags: {}, unsetTags: [] }
const byRegion = { policy: 'by_region', on: 'region' }
const hide = { policy: 'hide' }

it.each<readonly [what: string, before: Protection, now: Protection, change: Partial<ProtectionChange> | undefined]>([
  ['nothing is set', {}, {}, undefined],
  ['a row access policy is new', {}, { rowAccessPolicy: byRegion }, { addRowAccess: byRegion }],
  ['a row access policy is gone', { rowAccessPolicy: byRegion }, {}, { dropRowAccess: 'by_region' }],
  [
    'another row access policy is wanted',
    { rowAccessPolicy: byRegion },
    { rowAccessPolicy: { policy: 'by_country', on: ['region'] } },
    { dropRowAccess: 'by_region', addRowAccess: { policy: 'by_country', on: ['region'] } },
  ],
  [
    'a row access policy reads one more column',
    { rowAccessPolicy: byRegion },
    { rowAccessPolicy: { policy: 'by_region', on: ['region', 'id'] } },
    { dropRowAccess: 'by_region', addRowAccess: { policy: 'by_region', on: ['region', 'id'] } },
  ],
  [
    'a row access policy differs in case only',
    { rowAccessPolicy: byRegion },
    { rowAccessPolicy: { policy: 'BY_REGION', on: ['Region'] } },
    undefined,
  ],
  [
    'a masked column becomes one that the row access policy reads',
    { maskingPolicies: { Region: hide, kind: hide } },
    { maskingPolicies: { kind: hide }, rowAccessPolicy: byRegion },
    { unmaskFirst: ['region'], addRowAccess: byRegion },
  ],
  [
    'a masking policy was given a column that the row access policy reads',
    { maskingPolicies: { kind: { policy: 'hide', using: ['REGION'] }, id: { policy: 'hide', using: ['kind'] } } },
    { rowAccessPolicy: { policy: 'by_region', on: ['Region', 'n'] } },
    { unmaskFirst: ['kind'], unmask: ['id'], addRowAccess: { policy: 'by_region', on: ['Region', 'n'] } },
  ],
  [
    'a column that only the table has is masked, and the row access policy reads it',
    { maskingPolicies: { old: hide } },
    { rowAccessPolicy: { policy: 'by_region', on: 'old' } },
    { addRowAccess: { policy: 'by_region', on: 'old' } },
  ],
  [
    'the row access policy stays, and a column that it reads was masked',
    { rowAccessPolicy: byRegion, maskingPolicies: { region: hide } },
    { rowAccessPolicy: byRegion },
    { unmask: ['region'] },
  ],
  ['a masking policy is new', {}, { maskingPolicies: { KIND: hide } }, { mask: { kind: hide } }],
  ['a masking policy is gone', { maskingPolicies: { KIND: hide } }, {}, { unmask: ['kind'] }],
  ['the column of a masking policy is not in the query', { maskingPolicies: { old: hide } }, {}, undefined],
  [
    'another masking policy is wanted',
    { maskingPolicies: { kind: hide, id: hide } },
    { maskingPolicies: { kind: { policy: 'hash' }, id: hide } },
    { mask: { kind: { policy: 'hash' } } },
  ],
  [
    'a masking policy is given another column',
    { maskingPolicies: { kind: { policy: 'hide', using: ['id'] } } },
    { maskingPolicies: { kind: { policy: 'hide', using: ['n'] } } },
    { mask: { kind: { policy: 'hide', using: ['n'] } } },
  ],
  [
    'masking policies differ in case only',
    { maskingPolicies: { kind: { policy: 'hide', using: ['id'] } } },
    { maskingPolicies: { Kind: { policy: 'HIDE', using: ['ID'] } } },
    undefined,
  ],
  [
    'a masking policy without columns is one with none',
    { maskingPolicies: { kind: hide } },
    { maskingPolicies: { kind: { policy: 'hide', using: [] } } },
    undefined,
  ],
  [
    'tags are new, changed, kept and gone',
    { snowflakeTags: { OWNER: 'ann', team: 'a', cost: '1' } },
    { snowflakeTags: { owner: 'ann', team: 'A', level: 'x' } },
    { setTags: { team: 'A', level: 'x' }, unsetTags: ['cost'] },
  ],
  ['a tag is gone', { snowflakeTags: { owner: 'ann' } }, {}, { unsetTags: ['owner'] }],
  ['a tag is new', {}, { snowflakeTags: { owner: 'ann' } }, { setTags: { owner: 'ann' } }],
  ['retention is new', {}, { dataRetentionDays: 0 }, { retention: 0 }],
  ['retention is another', { dataRetentionDays: 1 }, { dataRetentionDays: 7 }, { retention: 7 }],
  ['retention is left to the schema', { dataRetentionDays: 7 }, {}, { retention: 'unset' }],
  ['retention is the same', { dataRetentionDays: 7 }, { dataRetentionDays: 7 }, undefined],
])('changes only what differs from what kerros has set: %s', (_, before, now, change) => {
  const found = protectionChange(before, now, ['id', 'Kind', 'region', 'n'])
  expect(found).toEqual(change && { ...nothing, ...change })
  // What stays as it is has no key: a step is compared and printed as data.
  expect(Object.keys(found ?? {}).sort()).toEqual(Object.keys(change ? { ...nothing, ...change } : {}).sort())
})
