export { activeQueryRoutes } from './active-query-routes.ts'
export {
  MOST_RESULTS,
  type ProcessStatus,
  type PrometheusApiOptions,
  type ScrapeStatus,
} from './options.ts'
export { prometheusApiRoutes } from './routes.ts'
