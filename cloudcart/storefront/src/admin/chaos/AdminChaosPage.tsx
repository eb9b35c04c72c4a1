/** What is broken on purpose, and the switches for it. Looks by itself every few seconds: faults end by themselves too. */
import { useEffect, useState } from 'react'
import type { Call } from '../../api/call.ts'
import { chaosLedger, chaosStatus, revertEverything } from '../../api/chaos.ts'
import { useShop } from '../../shop-context.ts'
import { useDoing } from '../../ui/doing.ts'
import { useLoaded } from '../../ui/loading.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Trouble } from '../../ui/Trouble.tsx'
import { RoomHead } from '../RoomHead.tsx'
import type { ChaosRoom } from './chaos-room.ts'
import { EdgeChaos } from './EdgeChaos.tsx'
import { FaultSwitches } from './FaultSwitches.tsx'
import { Ledger } from './Ledger.tsx'
import { RightNow } from './RightNow.tsx'

const LOOK_EVERY_MS = 3_000
const TICK_MS = 1_000

const look = async (call: Call) => {
  const [status, ledger] = await Promise.all([chaosStatus(call), chaosLedger(call)])
  return { status, ledger }
}

export function AdminChaosPage() {
  const { quiet } = useShop()
  const { value, problem, again, put } = useLoaded('open chaos', 'chaos', look)
  const doing = useDoing()
  const nowMs = useNow()
  useEffect(() => {
    const gone = new AbortController()
    const timer = setInterval(() => look(quiet(gone.signal)).then(put, () => {}), LOOK_EVERY_MS)
    return () => {
      clearInterval(timer)
      gone.abort()
    }
  }, [quiet, put])

  const room: ChaosRoom = {
    nowMs,
    busy: doing.busy,
    async change(name, work) {
      const seen = await doing.run(name, async call => {
        await work(call)
        return look(call)
      })
      if (seen !== undefined) put(seen)
    },
  }
  return (
    <>
      <RoomHead title="Chaos">
        <button
          type="button"
          className="button danger"
          aria-disabled={doing.busy}
          onClick={() => void room.change('revert everything', revertEverything)}
        >
          Revert everything
        </button>
      </RoomHead>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {doing.problem !== undefined && <Trouble problem={doing.problem} />}
      {value === undefined && problem === undefined && <Skeleton rows={12} />}
      {value !== undefined && (
        <>
          <RightNow status={value.status} nowMs={nowMs} />
          <FaultSwitches active={value.status.faults} room={room} />
          <EdgeChaos key={JSON.stringify(value.status.chaos)} chaos={value.status.chaos} room={room} />
          <Ledger entries={value.ledger} />
        </>
      )}
    </>
  )
}

function useNow(): number {
  const [nowMs, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
