/** Of which kind the data source of a query is, as far as the dashboard tells. */
import type { Dashboard, DataSourceRef, Target } from '../dashboard.ts'
import { LATER_TYPES, PROMETHEUS_TYPES } from '../support.ts'
import { placeholderOf, typesOfPlaceholders } from './older/data-source-names.ts'

export type SourceKind =
  | { readonly kind: 'prometheus' }
  | { readonly kind: 'later'; readonly type: string; readonly signal: 'logs' | 'traces' }
  | { readonly kind: 'expression' }
  | { readonly kind: 'dashboard' }
  | { readonly kind: 'grafana' }
  | { readonly kind: 'other'; readonly type: string }

export type SourceKinds = (...references: (DataSourceRef | undefined)[]) => SourceKind

/** The first reference that names one counts. */
export function sourceKindsOf(dashboard: Dashboard): SourceKinds {
  const placeholders = typesOfPlaceholders(dashboard)
  return (...references) => {
    const reference = references.find(each => each !== undefined && each.uid !== '-- Mixed --')
    if (reference === undefined) return { kind: 'prometheus' }
    const { type, uid = '' } = reference
    if (type === '__expr__' || uid === '__expr__') return { kind: 'expression' }
    if (uid === '-- Dashboard --') return { kind: 'dashboard' }
    if (type === 'datasource' || type === 'grafana' || uid === 'grafana' || uid === '-- Grafana --')
      return { kind: 'grafana' }
    const known = type === undefined || type === '' ? placeholders.get(placeholderOf(uid) ?? '') : type
    return known === undefined ? { kind: 'prometheus' } : kindOfType(known)
  }
}

export function kindOfType(type: string): SourceKind {
  if (PROMETHEUS_TYPES.includes(type)) return { kind: 'prometheus' }
  const signal = Object.hasOwn(LATER_TYPES, type) ? LATER_TYPES[type] : undefined
  return signal === undefined ? { kind: 'other', type } : { kind: 'later', type, signal }
}

/** Words of other query languages, in queries that name no data source. */
export function speaksOtherwise(target: Target): boolean {
  return (
    target.expr === undefined &&
    ['rawSql', 'query', 'target', 'queryText', 'metricName'].some(key => target[key])
  )
}
