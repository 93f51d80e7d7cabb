import type { Writable } from 'node:stream'

/**
 * Redirects what other code writes to a stream: output of a project's files must not mix with the command's.
 *
 * @param stdout Its `write` is replaced.
 * @param elsewhere Where other output goes.
 * @returns The stream for the command's own output: the same in everything but its `write`.
 */
export function ownStdout<S extends Writable>(stdout: S, elsewhere: Writable): S {
  const write = stdout.write.bind(stdout)
  stdout.write = elsewhere.write.bind(elsewhere) as S['write']
  // Not a copy: listeners, the size of the terminal and everything else stay those of the stream.
  return new Proxy(stdout, {
    get: (target, name) => {
      if (name === 'write') return write
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
