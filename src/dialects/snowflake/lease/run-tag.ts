/** The QUERY_TAG of what a run sends apart from the statements of its nodes, by which it is found when the run is gone. */
export function runTag(runId: string): string {
  return JSON.stringify({ app: 'kerros', invocation: runId })
}
