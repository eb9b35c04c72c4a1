import { describe, expect, it } from 'vitest'
import { SILENT_LOG } from '../self/log.ts'
import type { DeadLetter } from '../store/contract.ts'
import { createDeadLetterBox } from './dead-letter-box.ts'

const letter = {
  project: 'default',
  door: 'remote-write',
  origin: '10.0.0.7',
  reason: 'too-old',
  count: 1,
  detail: '',
}

/** A box whose writes end when the test says so. */
function harness() {
  const writes: { letters: readonly DeadLetter[]; done: () => void }[] = []
  const arrivals: (() => void)[] = []
  const box = createDeadLetterBox({
    write: letters =>
      new Promise(resolve => {
        writes.push({ letters, done: resolve })
        arrivals.shift()?.()
      }),
    log: SILENT_LOG,
    nowMs: () => 1,
    everyMs: 0,
  })
  const nextWrite = () => new Promise<void>(resolve => void arrivals.push(resolve))
  return { box, writes, nextWrite }
}

describe('the dead letter box', () => {
  it('sums up what comes while the store is slow, instead of letting writes pile up', async () => {
    const { box, writes, nextWrite } = harness()
    const first = nextWrite()
    box.add(letter)
    await first
    for (let i = 0; i < 1000; i++) box.add(letter)
    const second = nextWrite()
    expect(writes).toHaveLength(1)
    writes.shift()!.done()
    await second
    expect(writes[0]!.letters).toEqual([{ ...letter, timeMs: 1, count: 1000 }])
    writes[0]!.done()
    await box.close(1000)
  })

  it('does not wait at its end for a store that is silent', async () => {
    const { box } = harness()
    box.add(letter)
    await box.close(0)
  })
})
