/** A panel of a kind that Vedette doesn't draw: named, and kept. */
import type { Panel } from '@vedette/dashboard'
import './UnsupportedPanel.css'

/** What comes with logs, traces and alerts. */
const LATER: Readonly<Record<string, string>> = {
  logs: 'Logs panels come with logs.',
  traces: 'Trace panels come with traces.',
  nodeGraph: 'Node graphs come with traces.',
  alertlist: 'Lists of alerts come with alerts.',
  flamegraph: 'Flame graphs come with profiles.',
}

export function UnsupportedPanel({ panel }: { readonly panel: Panel }) {
  return (
    <div className="unsupported-panel">
      <p>
        {LATER[panel.type] ?? (
          <>
            Panels of the type <code>{panel.type}</code> are not supported.
          </>
        )}
      </p>
      <p className="quiet">Its JSON is kept and goes along when the dashboard is exported.</p>
    </div>
  )
}
