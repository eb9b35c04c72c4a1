import { FAULTS, isFaultName } from '../../../../contracts/faults.ts'
import type { LedgerEntry } from '../../api/chaos.ts'
import { duration } from '../../ui/moment.ts'
import { When } from '../../ui/When.tsx'
import { percent } from './percent.ts'

/** What was broken when, the latest first. */
export function Ledger({ entries }: { readonly entries: readonly LedgerEntry[] }) {
  return (
    <section aria-labelledby="ledger">
      <h2 id="ledger">Ledger</h2>
      {entries.length === 0 ? (
        <p className="muted">
          Nothing was ever broken on purpose. Each fault that you start is written down here.
        </p>
      ) : (
        <div className="table-frame">
          <table className="table stacks">
            <thead>
              <tr>
                <th scope="col">Fault</th>
                <th scope="col">Where</th>
                <th scope="col" className="number">
                  Grade
                </th>
                <th scope="col">Began</th>
                <th scope="col">Lasted</th>
              </tr>
            </thead>
            <tbody>
              {entries.map(entry => (
                <LedgerLine key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function LedgerLine({
  entry: { fault, target, grade, startedAt, endedAt, outcome },
}: {
  readonly entry: LedgerEntry
}) {
  const lasted = endedAt === null ? undefined : duration(Date.parse(endedAt) - Date.parse(startedAt))
  return (
    <tr>
      <td data-label="Fault">{isFaultName(fault) ? FAULTS[fault].title : fault}</td>
      <td data-label="Where">
        <span className="target">{target}</span>
      </td>
      <td data-label="Grade" className="number">
        {percent(grade)}
      </td>
      <td data-label="Began">
        <When at={startedAt} />
      </td>
      <td data-label="Lasted">
        {lasted === undefined ? (
          <span className="stock stock-low">still going on</span>
        ) : (
          <>
            {lasted}
            {outcome !== null && outcome !== 'ended' && <span className="muted"> ({outcome})</span>}
          </>
        )}
      </td>
    </tr>
  )
}
