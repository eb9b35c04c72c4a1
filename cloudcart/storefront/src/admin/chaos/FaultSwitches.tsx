import { useState } from 'react'
import type { ActiveFault } from '../../../../contracts/chaos-state.ts'
import { FAULT_NAMES, FAULTS, type FaultName, GRADES, type Grade } from '../../../../contracts/faults.ts'
import { endFault, startFault } from '../../api/chaos.ts'
import { timer } from '../../ui/moment.ts'
import type { ChaosRoom } from './chaos-room.ts'
import { percent } from './percent.ts'

const DURATIONS = [1, 5, 10, 30, 60] as const

export function FaultSwitches({
  active,
  room,
}: {
  readonly active: readonly ActiveFault[]
  readonly room: ChaosRoom
}) {
  const [minutes, setMinutes] = useState<number>(5)
  return (
    <section aria-labelledby="faults">
      <div className="room-head">
        <h2 id="faults">Faults</h2>
        <span className="grow" />
        <label className="sort">
          A fault lasts
          <select value={minutes} onChange={event => setMinutes(Number(event.target.value))}>
            {DURATIONS.map(each => (
              <option key={each} value={each}>
                {each === 1 ? '1 minute' : `${each} minutes`}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ul className="faults">
        {FAULT_NAMES.map(name => (
          <FaultSwitch
            key={name}
            name={name}
            active={active.find(each => each.fault === name)}
            seconds={minutes * 60}
            room={room}
          />
        ))}
      </ul>
    </section>
  )
}

interface FaultSwitchProps {
  readonly name: FaultName
  readonly active: ActiveFault | undefined
  readonly seconds: number
  readonly room: ChaosRoom
}

function FaultSwitch({ name, active, seconds, room }: FaultSwitchProps) {
  const { title, story, target } = FAULTS[name]
  const grade: Grade = active?.grade ?? 0
  const set = (wanted: Grade): Promise<void> =>
    wanted === 0
      ? room.change('end fault', call => endFault(call, name))
      : room.change('start fault', call => startFault(call, name, wanted, seconds))
  return (
    <li className={active === undefined ? 'fault' : 'fault fault-on'}>
      <div className="fault-words">
        <h3>
          {title} <span className="target">{target}</span>
        </h3>
        <p>{story}</p>
      </div>
      <div className="fault-switch">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset wants a legend on show */}
        <div className="segments" role="group" aria-label={`Grade of ${title}`}>
          {([0, ...GRADES] as const).map(each => (
            <button
              key={each}
              type="button"
              aria-pressed={each === grade}
              aria-disabled={room.busy}
              onClick={() => void set(each)}
            >
              {each === 0 ? 'Off' : percent(each)}
            </button>
          ))}
        </div>
        <span className="time-left">
          {active === undefined ? '' : `${timer(active.endMs - room.nowMs)} left`}
        </span>
      </div>
    </li>
  )
}
