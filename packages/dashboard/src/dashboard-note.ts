/** What a reader of a dashboard should know: what is not shown as Grafana shows it. */
export interface DashboardNote {
  /** Not supported; read as something else than it says; or supported once its signal is (logs, traces). */
  readonly kind: 'unsupported' | 'changed' | 'later'
  readonly panelId?: number | undefined
  readonly panelTitle?: string | undefined
  /** `panels[3].targets[0]`, in the JSON as it is after it was read. */
  readonly place: string
  readonly words: string
}
