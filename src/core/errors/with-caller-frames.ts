/**
 * Adds the frames of the caller to an error that comes from a driver, whose own stack ends in the driver's callbacks.
 *
 * @param here An error that was created where the caller waits.
 * @returns The same error.
 */
export function withCallerFrames(error: unknown, here: Error): unknown {
  const frames = here.stack?.split('\n').slice(1).join('\n')
  if (error instanceof Error && error.stack !== undefined && frames) error.stack += `\n${frames}`
  return error
}
