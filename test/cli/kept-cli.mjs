// Runs command lines of the built package in this process, one after the other, as its parent asks for them. What a program
// does around a command line is done here in the same way: the console of a project's files is stderr, and Node does not warn
// about how a running bundle imports packages.
import { Console } from 'node:console'
import os from 'node:os'
import { Writable } from 'node:stream'

const folder = process.argv[2]

const { emitWarning } = process
process.emitWarning = (warning, ...about) => {
  if (!String(warning).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) emitWarning.call(process, warning, ...about)
}

/** A stream that keeps what is written. */
function kept() {
  const chunks = []
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      chunks.push(chunk.toString())
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}

process.on('message', async ({ program, args, cwd, env }) => {
  const { run } = await import(`${folder}/kept-${program}.js`)
  const [stdout, stderr] = [kept(), kept()]
  process.chdir(cwd)
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
  globalThis.console = new Console(stderr.stream)
  // With --debug a command turns them on.
  process.setSourceMapsEnabled(false)
  const code = await run(args, { cwd, stdout: stdout.stream, stderr: stderr.stream, env: process.env })
  // The folder of the command may be removed before the next one comes.
  process.chdir(os.tmpdir())
  process.send({ code, stdout: stdout.text(), stderr: stderr.text() })
})
process.on('disconnect', () => process.exit())
process.send('ready')
