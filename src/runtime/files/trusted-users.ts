/**
 * The users whose files may run without being named: this one and root, and under sudo the user who called it.
 * `undefined` if the system does not report owners of files, as on Windows.
 */
export function trustedUsers(): ReadonlySet<number> | undefined {
  const uid = process.getuid?.()
  if (uid === undefined) return undefined
  const caller = uid === 0 ? process.env['SUDO_UID'] : undefined
  return new Set([0, uid, ...(caller !== undefined && /^\d+$/.test(caller) ? [Number(caller)] : [])])
}
