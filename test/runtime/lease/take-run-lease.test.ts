import { expect, it } from 'vitest'
import type { LeaseRequest } from '../../../src/core/ports/lease.js'
import type { Relation } from '../../../src/core/relations/relation.js'
import { isGone, leaseHolder } from '../../../src/runtime/lease/holder-process.js'
import { newRunId } from '../../../src/runtime/lease/run-id.js'
import { takeRunLease } from '../../../src/runtime/lease/take-lease.js'

const raw = { database: 'far', schema: 'raw', name: 'items' }
const opened = {
  target: { database: 'shop', schema: 'dev' },
  relations: new Map<string, Relation>([
    ['model.shop.a', { database: 'shop', schema: 'marts', name: 'a' }],
    ['source.shop.raw.items', raw],
    ['model.shop.b', { database: 'shop', schema: 'Marts', name: 'b', isExact: true }],
  ]),
} as unknown as Parameters<typeof takeRunLease>[1]

/** An engine that gives every lease, and what it was asked for. */
function engine(takenOverFrom: readonly string[]) {
  const requests: LeaseRequest[] = []
  const lease = { token: 1, takenOverFrom, ensure: async () => {}, release: async () => {} }
  const warehouse = {
    lease: async (request: LeaseRequest) => {
      requests.push(request)
      return lease
    },
  } as unknown as Parameters<typeof takeRunLease>[0]
  return { requests, lease, warehouse }
}

it('a run asks for the schema of its target and those of the nodes that it writes, and says whose place it takes', async () => {
  const { requests, lease, warehouse } = engine(['ann@here', 'bob@here'])
  const heard: string[] = []
  const { signal } = new AbortController()
  const ids = ['source.shop.raw.items', 'test.shop.unknown', 'model.shop.b']
  const reporter = { onTakeover: (holder: string) => heard.push(holder) }
  expect(await takeRunLease(warehouse, opened, ids, { runId: 'one', reporter, signal })).toBe(lease)
  expect(requests).toEqual([
    {
      holder: leaseHolder('one'),
      schemas: [{ database: 'shop', schema: 'dev' }, raw, opened.relations.get('model.shop.b')],
      isGone,
      signal,
    },
  ])
  expect(heard).toEqual(['ann@here', 'bob@here'])
})

it('a run has no lease where the engine has none, and reports nothing without a reporter', async () => {
  const options = { runId: 'one', reporter: undefined, signal: undefined }
  expect(await takeRunLease({} as Parameters<typeof takeRunLease>[0], opened, [], options)).toBeUndefined()
  const { lease, warehouse } = engine(['ann@here'])
  expect(await takeRunLease(warehouse, opened, [], options)).toBe(lease)
  expect(await takeRunLease(warehouse, opened, [], { ...options, reporter: {} })).toBe(lease)
})

it('the holder is the user, the machine and the process', () => {
  const { runId, name, process: facts } = leaseHolder('one')
  expect(runId).toBe('one')
  expect(name).toMatch(new RegExp(`^\\S+@\\S+ \\(process ${process.pid}\\)$`))
  expect(facts).toMatchObject({ pid: process.pid })
})

it('ids of runs are eight hexadecimal digits, and differ', () => {
  const ids = Array.from({ length: 50 }, newRunId)
  expect(ids.filter((id) => !/^[0-9a-f]{8}$/.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(50)
})
