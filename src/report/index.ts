export type { Report, ReportTable } from './report.js'
export { reportPage } from './report-page.js'
