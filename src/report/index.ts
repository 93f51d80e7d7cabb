export type { Report, ReportChart, ReportTable } from './report.js'
export { reportPage } from './report-page.js'
