import { spawn, spawnSync } from 'node:child_process'
import type { CliProject } from './cli-project.js'
import { screenOf } from './screen-of.js'

/** Whether there is a Python, whose standard library has the pseudo terminals that Node's has not. */
export const HAS_PYTHON = spawnSync('python3', ['-c', 'import pty']).status === 0

/** Runs a command on a pseudo terminal, and types what it is told when a pattern has been written. */
const PROGRAM = `
import fcntl, json, os, pty, re, select, struct, sys, termios
given = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    os.chdir(given['cwd'])
    os.execve(given['command'][0], given['command'], given['env'])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', given['rows'], given['columns'], 0, 0))
typed, written = list(given['type']), b''
while True:
    try:
        read = os.read(fd, 65536)
    except OSError:
        break
    if not read:
        break
    written += read
    sys.stdout.buffer.write(read)
    sys.stdout.buffer.flush()
    while typed and re.search(typed[0][0].encode(), written):
        written = b''
        os.write(fd, typed.pop(0)[1].encode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
`

export interface OnTerminal {
  readonly columns?: number
  readonly rows?: number
  readonly env?: { readonly [name: string]: string }
  /** What is typed, each after a regular expression was written. */
  readonly type?: readonly (readonly [after: string, keys: string])[]
  readonly cwd?: string
}

/** What a command did on a terminal. */
export interface TerminalResult {
  readonly code: number | null
  /** Every byte that was written, with its control sequences. */
  readonly written: string
  /** What a person sees at the end, scrolled lines included. */
  readonly screen: string
}

/** Runs a command line of a project on a real pseudo terminal. */
export async function onTerminal(
  project: Pick<CliProject, 'folder' | 'cli'>,
  args: string,
  { columns = 80, rows = 24, env = {}, type = [], cwd = project.folder }: OnTerminal = {},
): Promise<TerminalResult> {
  const command = [process.execPath, project.cli, ...args.split(' ')]
  const given = {
    cwd,
    command,
    columns,
    rows,
    type,
    env: { PATH: process.env['PATH'], HOME: project.folder, TERM: 'xterm', NO_COLOR: '1', ...env },
  }
  const child = spawn('python3', ['-c', PROGRAM, JSON.stringify(given)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let written = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  return { code, written, screen: screenOf(written, columns) }
}
