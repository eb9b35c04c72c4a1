/** Dashboards in Grafana's JSON: read and written, laid out, their variables put in, the answers of their queries made ready to show. No I/O, no browser. */
export * from './dashboard.ts'
export * from './dashboard-error.ts'
export type * from './dashboard-note.ts'
export type * from './frame.ts'
export * from './interpolate.ts'
export * from './read-dashboard.ts'
export type * from './scope.ts'
export * from './write-dashboard.ts'
