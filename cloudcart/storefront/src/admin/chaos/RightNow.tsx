import { FAULTS } from '../../../../contracts/faults.ts'
import type { ChaosStatus } from '../../api/chaos.ts'
import { Icon } from '../../ui/Icon.tsx'
import { timer } from '../../ui/moment.ts'
import { percent } from './percent.ts'

/** What is injected at this moment, in sentences. */
export function RightNow({
  status: { chaos, faults, injections },
  nowMs,
}: {
  readonly status: ChaosStatus
  readonly nowMs: number
}) {
  const calm = !chaos.enabled && faults.length === 0 && injections.length === 0
  const left = (endMs: number) => <span className="time-left">{timer(endMs - nowMs)} left</span>
  return (
    <section className={calm ? 'right-now' : 'right-now broken'} aria-labelledby="right-now">
      <h2 id="right-now">
        <Icon name={calm ? 'check' : 'bolt'} />
        {calm ? 'Nothing is injected right now' : 'Injected right now'}
      </h2>
      {!calm && (
        <ul>
          {faults.map(({ fault, target, grade, endMs }) => (
            <li key={fault}>
              <b>{FAULTS[fault]?.title ?? fault}</b> at {percent(grade)} in {target} {left(endMs)}
            </li>
          ))}
          {chaos.enabled && (
            <li>
              <b>Chaos at the gateway</b>: {percent(chaos.latency.probability)} delayed by{' '}
              {chaos.latency.minMs} to {chaos.latency.maxMs} ms, {percent(chaos.error.probability)} failed,{' '}
              {percent(chaos.timeout.probability)} without an answer
            </li>
          )}
          {injections.map(({ kind, latencyMs, code, endMs }) => (
            <li key={`${kind} ${endMs}`}>
              <b>Every request</b>{' '}
              {kind === 'latency'
                ? `waits ${latencyMs} ms`
                : kind === 'error'
                  ? `fails with ${code}`
                  : 'goes without an answer'}{' '}
              {left(endMs)}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
