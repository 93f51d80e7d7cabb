/** What the system's codes mean for a file that cannot be written or read. */
const REASONS: { readonly [code: string]: string } = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'a folder is in its place',
  ENOTDIR: 'a file is in the place of a folder above it',
  EEXIST: 'a file is in the place of its folder',
}

/** Why the system refuses a file, in words and with its code: the system's own message names temporary files. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const reason = code === undefined ? undefined : REASONS[code]
  return reason === undefined ? (message ?? String(error)) : `${reason} (${code})`
}
