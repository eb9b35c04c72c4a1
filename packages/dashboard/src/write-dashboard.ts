/** The dashboard as a file: the same dashboard always gives the same text, so that versions compare line by line. */
import type { Dashboard } from './dashboard.ts'
import { forSharing } from './writing/for-sharing.ts'
import { inOrder } from './writing/in-order.ts'

export interface WriteOptions {
  /** As Grafana exports for sharing externally: whoever imports it chooses the data source. */
  readonly forSharing?: boolean | undefined
}

/** With two spaces, and keys in the order of their letters, as Grafana writes it. */
export function writeDashboard(dashboard: Dashboard, options: WriteOptions = {}): string {
  const written = options.forSharing ? forSharing(dashboard) : dashboard
  return `${JSON.stringify(inOrder(written), undefined, 2)}\n`
}
