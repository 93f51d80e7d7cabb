export { type DescribedChart, describeSite } from './describe-site.js'
export { resolveLink } from './resolve-link.js'
export type { SiteData, SiteDrawing, SitePage } from './site-data.js'
export { drawingFile, siteFiles } from './site-page.js'
