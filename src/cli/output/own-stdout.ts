import type { Writable } from 'node:stream'

/**
 * Sends what anybody else writes to a stream elsewhere: what a project's files print is no answer of the command.
 *
 * @param stdout Its `write` is replaced.
 * @param elsewhere Where that goes.
 * @returns The stream for the command's own answers: the same in everything but its `write`.
 */
export function ownStdout<S extends Writable>(stdout: S, elsewhere: Writable): S {
  const write = stdout.write.bind(stdout)
  stdout.write = elsewhere.write.bind(elsewhere) as S['write']
  // No copy: listeners, the size of the terminal and all else stay those of the stream.
  return new Proxy(stdout, {
    get: (target, name) => {
      if (name === 'write') return write
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
