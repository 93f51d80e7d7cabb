import { KerrosError } from '../../../core/errors/index.js'

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: ['permission denied', 'Choose a directory that you may write to.'],
  EPERM: ['permission denied', 'Choose a directory that you may write to.'],
  EROFS: ['the file system is read-only', 'Choose a directory that you may write to.'],
  ENOSPC: ['no space is left on the disk', 'Free some space, or generate less with a smaller scale.'],
  EDQUOT: ['the disk quota is used up', 'Free some space, or generate less with a smaller scale.'],
  ENOENT: ['no folder can be created there', 'Choose another directory.'],
  EEXIST: ['a file of that name is in the way', 'Choose another directory, or move the file.'],
  ENOTDIR: ['a part of the path is a file, not a directory', 'Choose another directory, or move the file.'],
  EISDIR: ['a directory of that name is in the way', 'Choose another directory, or move the one in the way.'],
}

/** Turns a failure to write a file or directory into an error for the user. Anything but a system error is unchanged. */
export function writeError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error
  const [reason, hint] = REASONS[String(error.code)] ?? [String(error.code), 'Choose another directory, or try again.']
  return new KerrosError('E_NOT_PERMITTED', `cannot write "${path}": ${reason}`, { hint, cause: error })
}
