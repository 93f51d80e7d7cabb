import { execFile } from 'node:child_process'
import { KerrosError } from '../../core/errors/index.js'

/**
 * Runs git.
 *
 * @returns What it prints, without the last line end.
 * @throws KerrosError `E_GIT` with what git says.
 */
export function git(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    // Filters of large files would load them, and questions would wait for an answer.
    const settings = { GIT_LFS_SKIP_SMUDGE: '1', GIT_TERMINAL_PROMPT: '0', ...env }
    const options = { cwd, env: { ...process.env, ...settings }, maxBuffer: 64 * 1024 * 1024 }
    execFile('git', [...args], options, (error, stdout, stderr) => {
      if (!error) resolve(stdout.replace(/\r?\n$/, ''))
      else reject(gitError(error, args[0] ?? '', stderr))
    })
  })
}

function gitError(error: Error, command: string, stderr: string): KerrosError {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return new KerrosError('E_GIT', 'git is not installed, or not found', {
      hint: 'Install git, or compare with a folder: --state.',
      cause: error,
    })
  const said = stderr
    .trim()
    .split('\n')[0]
    ?.replace(/^(?:fatal|error): /, '')
  return new KerrosError('E_GIT', `git ${command} fails: ${said || error.message}`, { cause: error })
}
