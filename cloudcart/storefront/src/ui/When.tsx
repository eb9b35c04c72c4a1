import { useSyncExternalStore } from 'react'
import { absolute, relative } from './moment.ts'

const EVERY_MS = 10_000

/** A moment: how long ago, and exactly on hover. */
export function When({ at }: { readonly at: string | number }) {
  const nowMs = useSyncExternalStore(watchClock, roundedNow)
  const atMs = new Date(at).getTime()
  if (Number.isNaN(atMs)) return <span>unknown</span>
  return (
    <time dateTime={new Date(atMs).toISOString()} title={absolute(atMs)}>
      {relative(atMs, Math.max(nowMs, Date.now()))}
    </time>
  )
}

function watchClock(changed: () => void): () => void {
  const timer = setInterval(changed, EVERY_MS)
  return () => clearInterval(timer)
}

function roundedNow(): number {
  return Math.floor(Date.now() / EVERY_MS) * EVERY_MS
}
