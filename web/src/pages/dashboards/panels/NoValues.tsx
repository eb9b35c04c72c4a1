/** In the place of values where a query found none. */
import type { Panel } from '@vedette/dashboard'
import './NoValues.css'

export function NoValues({ panel }: { readonly panel: Panel }) {
  const { noValue } = panel.fieldConfig.defaults
  return <p className="no-values quiet">{noValue ?? 'No samples in this time range'}</p>
}
