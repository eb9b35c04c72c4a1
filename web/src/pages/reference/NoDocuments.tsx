/** What to do before there is anything to compare. */
import { EmptyState } from '../../ui/states.tsx'

const CONFIGURATION = `reference:
  files: [METRICS.md]`

export function NoDocuments({ metrics }: { readonly metrics: number }) {
  return (
    <EmptyState title="No document says what should be here">
      <p>
        Your team's list of metrics is held against what is really there: what is missing, what has other
        labels or another type, and what nobody has written down
        {metrics === 0 ? '' : `, which is true of ${metrics.toLocaleString('en')} metrics now`}.
      </p>
      <ol className="reference-steps">
        <li>
          Write a Markdown file with a table: metric, type, labels, description.
          <pre>{`| Metric | Type | Labels | Description |
|---|---|---|---|
| \`orders_total\` | Counter | \`status\` | Orders taken. |`}</pre>
        </li>
        <li>
          Name it in vedette.yml, then reload with <code>kill -HUP</code> or <code>POST /-/reload</code>.
          <pre>{CONFIGURATION}</pre>
        </li>
        <li>
          Check it in CI as well.
          <pre>vedette reference check METRICS.md --against {location.origin}</pre>
        </li>
      </ol>
    </EmptyState>
  )
}
