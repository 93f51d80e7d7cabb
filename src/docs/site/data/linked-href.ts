import { resolveLink } from '../../resolve-link.js'
import { pageOf, site } from './data.js'
import { overviewHref, pageHref } from './route.js'

/** The file that the overview shows. */
export const README = 'README.md'

/**
 * The address of what a link of Markdown leads to.
 *
 * @param from The file with the link, from the project's folder.
 * @returns `undefined` if that is not in the site.
 */
export function linkedHref(from: string, href: string): string | undefined {
  if (/^(?:https?:|mailto:|#\/)/i.test(href)) return href
  const place = resolveLink(from, href)
  if (!place) return undefined
  if (pageOf.has(place.file)) return pageHref(place.file, place.part)
  return place.file === README && site.overview !== '' ? overviewHref(place.part) : undefined
}
