import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inSlices } from '../../../src/runtime/artifacts/in-slices.js'

describe('work in slices', () => {
  it('goes over everything in order, and lets other work happen in between', async () => {
    const happened: string[] = []
    const other = (async () => {
      for (let i = 0; i < 3; i++) {
        await setImmediate()
        happened.push('other')
      }
    })()
    for await (const item of inSlices(['a', 'b', 'c'])) {
      for (const until = performance.now() + 3; performance.now() < until; );
      happened.push(item)
    }
    await other
    expect(happened.filter((each) => each !== 'other')).toEqual(['a', 'b', 'c'])
    expect(happened.slice(0, happened.indexOf('c'))).toContain('other')
  })
})
