import { PassThrough } from 'node:stream'
import { createLogUpdate } from 'log-update'
import { expect, it } from 'vitest'
import { ownStdout } from '../../../src/cli/output/own-stdout.js'

function streams() {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 40 })
  const elsewhere = new PassThrough()
  const own = ownStdout(stdout, elsewhere)
  const read = (stream: PassThrough): string => String(stream.read() ?? '')
  return { stdout, own, written: () => ({ stdout: read(stdout), elsewhere: read(elsewhere) }) }
}

it('keeps a stream to its owner, and sends what others write elsewhere', () => {
  const { stdout, own, written } = streams()
  own.write('answer\n')
  stdout.write('noise\n')
  expect(written()).toEqual({ stdout: 'answer\n', elsewhere: 'noise\n' })
})

it('hands out the same stream in everything else', () => {
  const { stdout, own } = streams()
  const heard: string[] = []
  const listener = (): void => void heard.push('own')
  own.on('resize', listener)
  stdout.on('resize', () => heard.push('stream'))
  own.columns = 60
  stdout.emit('resize')
  own.off('resize', listener)
  own.emit('resize')
  expect(heard).toEqual(['own', 'stream', 'stream'])
  expect({ isTTY: own.isTTY, columns: stdout.columns }).toEqual({ isTTY: true, columns: 60 })
})

it('lets lines be drawn again', () => {
  const { own, written } = streams()
  const live = createLogUpdate(own as unknown as NodeJS.WriteStream, { showCursor: true })
  live('one')
  live('two')
  expect(written()).toEqual({ stdout: expect.stringMatching(/one.*two/s), elsewhere: '' })
})
