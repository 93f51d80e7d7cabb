import type { SiteNode, SiteTest } from '../../site-data.js'
import { Name } from './name.js'

/** Where the failing rows of a test are, if it stored them. */
export function StoredRows({ node }: { readonly node: SiteNode | SiteTest }) {
  if (!('storedIn' in node) || node.storedIn === undefined) return null
  return (
    <p class="stored dim">
      Its rows are in{' '}
      <code class="wrap">
        <Name of={node.storedIn} />
      </code>
    </p>
  )
}
