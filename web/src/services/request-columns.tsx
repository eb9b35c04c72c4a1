/** How requests do, as columns of a table: wherever services, operations and dependencies are listed they read alike. */
import { formatExact, formatValue } from '../chart/units.ts'
import type { Column } from '../ui/Table.tsx'

export interface Requests {
  readonly requestsPerSecond: number | undefined
  /** 0 to 1. */
  readonly errorShare: number | undefined
  readonly p95Seconds: number | undefined
}

export function rateColumn(width: number): Column<Requests> {
  return {
    id: 'rate',
    title: 'Requests',
    text: ({ requestsPerSecond }) => formatExact(requestsPerSecond, 'reqps'),
    cell: ({ requestsPerSecond }) => formatValue(requestsPerSecond, 'reqps'),
    sort: ({ requestsPerSecond }) => requestsPerSecond,
    number: true,
    width,
  }
}

export function errorColumn(width: number, look: { readonly digits?: number } = {}): Column<Requests> {
  return {
    id: 'errors',
    title: 'Errors',
    text: ({ errorShare }) => formatExact(errorShare, 'percentunit'),
    cell: ({ errorShare }) => formatValue(errorShare, 'percentunit', look),
    sort: ({ errorShare }) => errorShare,
    number: true,
    width,
  }
}

export function latencyColumn(width: number): Column<Requests> {
  return {
    id: 'p95',
    title: 'p95',
    text: ({ p95Seconds }) => formatExact(p95Seconds, 's'),
    cell: ({ p95Seconds }) => formatValue(p95Seconds, 's'),
    sort: ({ p95Seconds }) => p95Seconds,
    number: true,
    width,
  }
}
