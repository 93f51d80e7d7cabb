import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HolderProcess } from '../../../src/core/ports/lease.js'
import { holderProcess, isGone } from '../../../src/runtime/lease/holder-process.js'

/** What another process of this machine would say of itself. */
function factsOf(pid: number): HolderProcess {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return { ...holderProcess(), pid, startedAt: stat.split(') ')[1]!.split(' ')[19]! }
}

describe('the process of a holder', () => {
  it('that runs is not gone, for anything else that is known of it', () => {
    const own = holderProcess()!
    expect(own).toMatchObject({ pid: process.pid, host: expect.any(String) })
    expect(isGone(JSON.parse(JSON.stringify(own)))).toBe(false)
  })

  it.runIf(process.platform === 'linux')('is gone once it was killed, and not before', async () => {
    const child = spawn('sleep', ['60'])
    await once(child, 'spawn')
    const facts = factsOf(child.pid!)
    expect(isGone(facts)).toBe(false)
    child.kill('SIGSTOP')
    expect(isGone(facts)).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isGone(facts)).toBe(true)
  })

  it.runIf(process.platform === 'linux')('is gone when no one has heard of its end yet', async () => {
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'])
    const [line] = await once(parent.stdout, 'data')
    const facts = factsOf(Number(line))
    while (!readFileSync(`/proc/${facts['pid']}/stat`, 'utf8').includes(') Z '))
      await new Promise((r) => setTimeout(r, 20))
    expect(isGone(facts)).toBe(true)
    parent.kill('SIGKILL')
  })

  it.runIf(process.platform === 'linux')('is gone when another one has its id', () => {
    expect(isGone({ ...holderProcess(), startedAt: '1' })).toBe(true)
  })

  const GONE = 2 ** 22 + 1
  it('is gone when there is none of its id', () => {
    expect(isGone({ ...holderProcess(), pid: GONE })).toBe(true)
  })

  it.each([
    ['machine', { host: 'elsewhere' }],
    ['boot', { boot: 'another' }],
    ['container', { space: 'pid:[1]' }],
    ['nonsense instead of a process id', { pid: '12' }],
    ['a group of processes', { pid: -1 }],
  ] as [string, HolderProcess][])('is not known to be gone: %s', (_, facts) => {
    expect(isGone({ ...holderProcess(), pid: GONE, ...facts })).toBe(false)
  })

  it('is not known to be gone when nothing is known of it', () => {
    expect(isGone({})).toBe(false)
  })

  describe('on a machine that is not Linux', () => {
    const BOOT = 1_767_323_045
    const { platform } = process
    let other: typeof import('../../../src/runtime/lease/holder-process.js')
    beforeEach(async () => {
      Object.defineProperty(process, 'platform', { value: 'darwin' })
      vi.spyOn(Date, 'now').mockImplementation(() => (BOOT + uptime()) * 1000)
      vi.resetModules()
      other = await import('../../../src/runtime/lease/holder-process.js')
    })
    afterEach(() => {
      Object.defineProperty(process, 'platform', { value: platform })
      vi.restoreAllMocks()
    })

    it('is known by the host, the platform, the second of the start and its id', () => {
      const { pid } = process
      expect(other.holderProcess()).toEqual({ host: hostname(), boot: BOOT, space: 'darwin', pid })
      expect(other.isGone(other.holderProcess()!)).toBe(false)
      expect(other.isGone({ ...other.holderProcess(), startedAt: '1' }), 'cannot be told').toBe(false)
    })

    it.each<[boot: number | string, gone: boolean]>([
      [BOOT, true],
      [BOOT + 3, true],
      [BOOT - 3, true],
      [BOOT + 4, false],
      [BOOT - 4, false],
      [String(BOOT), false],
    ])('is gone when there is none of its id, of a start within three seconds: %s', (boot, gone) => {
      expect(other.isGone({ ...other.holderProcess(), boot, pid: GONE })).toBe(gone)
    })
  })
})
