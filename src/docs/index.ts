export { describeSite } from './describe-site.js'
export { siteFiles } from './site-page.js'
