/** The face of the reader of `prometheus.yml`. */
export { formatPrometheusConfig } from './format.ts'
export {
  EMPTY_PROMETHEUS,
  type LoadedPrometheus,
  loadPrometheusConfig,
  readPrometheusConfig,
} from './load.ts'
export type * from './types.ts'
