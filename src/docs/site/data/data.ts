import { groupBy } from '../../../util/group-by.js'
import type { SiteData, SiteNode, SitePage, SiteTest } from '../../site-data.js'

declare global {
  interface Window {
    /** Set by data.js, which the page loads first: a script, because pages from file:// may not fetch. */
    readonly KERROS_SITE: SiteData
  }
}

export const site: SiteData = window.KERROS_SITE

export const nodeOf: ReadonlyMap<string, SiteNode> = new Map(site.nodes.map((node) => [node.id, node]))

export const pageOf: ReadonlyMap<string, SitePage> = new Map(site.pages.map((page) => [page.file, page]))

/** The pages that are listed: all but those that are only linked to. */
export const listedPages: readonly SitePage[] = site.pages.filter(({ heading }) => heading !== undefined)

/** Who reads each node. */
export const childrenOf: ReadonlyMap<string, readonly string[]> = readers()

/** Tests by the node that they are on: the first that they read. */
export const testsOf: ReadonlyMap<string, readonly SiteTest[]> = groupBy(site.tests, (test) => test.parents[0] ?? '')

function readers(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { id, parents } of site.nodes)
    for (const parent of parents) {
      const others = found.get(parent)
      if (others) others.push(id)
      else found.set(parent, [id])
    }
  return found
}
