export { createDashboardBook, type DashboardBook } from './dashboard-book.ts'
export { createDashboardFiles, type DashboardFiles, keepReading } from './dashboard-files.ts'
export { dashboardRoutes } from './dashboard-routes.ts'
export { grafanaRoutes } from './grafana-routes.ts'
