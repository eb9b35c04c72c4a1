/** What a series can be reduced to, by the names that Grafana gives it; the usual ones first. */
export const CALCULATIONS: readonly (readonly [id: string, title: string])[] = [
  ['lastNotNull', 'last'],
  ['mean', 'mean'],
  ['max', 'max'],
  ['min', 'min'],
  ['sum', 'total'],
  ['range', 'range'],
  ['diff', 'difference'],
  ['count', 'count'],
  ['last', 'last, empty too'],
  ['firstNotNull', 'first'],
  ['delta', 'rise'],
  ['median', 'median'],
  ['p95', '95th percentile'],
  ['p99', '99th percentile'],
  ['stdDev', 'standard deviation'],
  ['distinctCount', 'different values'],
]
