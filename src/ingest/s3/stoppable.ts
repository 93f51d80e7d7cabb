/** The options with which the AWS SDK stops a request. */
export function stoppable(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {}
}
