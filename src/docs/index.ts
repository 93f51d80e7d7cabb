export { type DescribedChart, describeSite } from './describe-site.js'
export type { SiteData, SiteDrawing } from './site-data.js'
export { drawingFile, siteFiles } from './site-page.js'
