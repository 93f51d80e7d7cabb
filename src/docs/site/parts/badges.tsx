import type { SiteNode, SiteResult } from '../../site-data.js'

/** What a node is: `incremental`, `source`. */
export function KindBadge({ node }: { readonly node: SiteNode }) {
  return <span class={`kind kind-${node.type}`}>{node.materialized ?? node.type}</span>
}

const SHOWN: { readonly [status: string]: string } = {
  success: 'built',
  pass: 'passed',
  fail: 'failed',
  warn: 'warning',
  error: 'error',
  skipped: 'skipped',
}

/** How a node ended in the last run. */
export function StatusBadge({ result }: { readonly result: Partial<SiteResult> | undefined }) {
  if (!result) return <span class="status status-none">not run</span>
  return (
    <span class={`status status-${result.status}`} title={result.message}>
      {SHOWN[result.status ?? ''] ?? result.status}
    </span>
  )
}
