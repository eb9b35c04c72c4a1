/** Chaos at the gateway: how much of what happens to requests, and single shots. */
import { type FormEvent, useState } from 'react'
import type { ChaosConfiguration } from '../../../../contracts/events.ts'
import { configureChaos, type InjectionKind, inject, switchChaos } from '../../api/chaos.ts'
import type { ChaosRoom } from './chaos-room.ts'

const SHOTS: readonly (readonly [kind: InjectionKind, words: string])[] = [
  ['latency', 'Delay all'],
  ['error', 'Fail all'],
  ['timeout', 'Answer nobody'],
  ['random', 'Surprise'],
]
const SHOT_SECONDS = 15

export function EdgeChaos({ chaos, room }: { readonly chaos: ChaosConfiguration; readonly room: ChaosRoom }) {
  const [latency, setLatency] = useState(chaos.latency)
  const [error, setError] = useState(chaos.error)
  const [timeout, setTimeoutShare] = useState(chaos.timeout)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void room.change('configure chaos', call => configureChaos(call, { latency, error, timeout }))
  }
  return (
    <section aria-labelledby="edge">
      <div className="room-head">
        <h2 id="edge">Chaos at the gateway</h2>
        <span className="grow" />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset wants a legend on show */}
        <div className="segments" role="group" aria-label="Chaos at the gateway">
          {([false, true] as const).map(on => (
            <button
              key={String(on)}
              type="button"
              aria-pressed={on === chaos.enabled}
              aria-disabled={room.busy}
              onClick={() =>
                void room.change(on ? 'enable chaos' : 'disable chaos', call => switchChaos(call, on))
              }
            >
              {on ? 'On' : 'Off'}
            </button>
          ))}
        </div>
      </div>
      <form className="edge" onSubmit={submit}>
        <Share
          label="Delayed requests"
          value={latency.probability}
          change={probability => setLatency({ ...latency, probability })}
        />
        <Milliseconds
          label="Delay from"
          value={latency.minMs}
          change={minMs => setLatency({ ...latency, minMs })}
        />
        <Milliseconds
          label="Delay to"
          value={latency.maxMs}
          change={maxMs => setLatency({ ...latency, maxMs })}
        />
        <Share
          label="Failed requests"
          value={error.probability}
          change={probability => setError({ ...error, probability })}
        />
        <Share
          label="Without an answer"
          value={timeout.probability}
          change={probability => setTimeoutShare({ probability })}
        />
        <button type="submit" className="button" aria-disabled={room.busy}>
          Save
        </button>
      </form>
      <p className="shots">
        <span className="muted">For {SHOT_SECONDS} seconds:</span>
        {SHOTS.map(([kind, words]) => (
          <button
            key={kind}
            type="button"
            className="button small"
            aria-disabled={room.busy}
            onClick={() => void room.change(`inject ${kind}`, call => inject(call, kind, SHOT_SECONDS))}
          >
            {words}
          </button>
        ))}
      </p>
    </section>
  )
}

interface NumberFieldProps {
  readonly label: string
  readonly value: number
  readonly change: (value: number) => void
}

function Share({ label, value, change }: NumberFieldProps) {
  return (
    <label className="number-field">
      {label}
      <span>
        <input
          type="number"
          min={0}
          max={100}
          step="any"
          required
          value={Math.round(value * 1_000) / 10}
          onChange={event => change(Number(event.target.value) / 100)}
        />
        %
      </span>
    </label>
  )
}

function Milliseconds({ label, value, change }: NumberFieldProps) {
  return (
    <label className="number-field">
      {label}
      <span>
        <input
          type="number"
          min={0}
          max={30_000}
          step={1}
          required
          value={value}
          onChange={event => change(Number(event.target.value))}
        />
        ms
      </span>
    </label>
  )
}
