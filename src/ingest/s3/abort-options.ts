/** The options with which the AWS SDK stops a request. */
export function abortOptions(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {}
}
