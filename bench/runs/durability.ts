/**
 * SIGKILL in the middle of a load, three times, and once more right after the last acknowledgement. The client goes on after each
 * restart with what was not acknowledged; in the end every acknowledged sample is looked for. The machine stays up: what the
 * kernel holds for the disk counts as kept.
 */
import { check } from '../data/check.ts'
import { sendLoad } from '../load/run-load.ts'
import { median } from '../measure/median.ts'
import type { Running, StartOptions } from '../rivals/product.ts'
import { type Benchmark, INTERVAL_MS, rangeOf, startOf } from './benchmark.ts'

const KILL_AT = [0.22, 0.47, 0.74]

/** Held back so that the kills lie far enough apart for a product that flushes every few seconds. */
const SAMPLES_PER_SECOND = 150_000

export const durability: Benchmark = {
  name: 'durability',
  title: 'kill -9 under a load of 150,000 samples/s, four times',
  measures: [
    {
      id: 'missing',
      label: 'acknowledged samples missing',
      unit: 'samples',
      better: 'less',
      goal: 0,
      digits: 0,
    },
    { id: 'acknowledged', label: 'of acknowledged', unit: 'samples', better: 'more', digits: 0 },
    { id: 'altered', label: 'with another value', unit: 'samples', better: 'less', goal: 0, digits: 0 },
    { id: 'repeated', label: 'given back twice', unit: 'samples', better: 'less', goal: 0, digits: 0 },
    { id: 'restart', label: 'start to ready after a kill, median', unit: 'ms', better: 'less', digits: 0 },
  ],
  rounds: 1,
  limitMs: 600_000,
  async run(product, at) {
    const scrapes = at.quick ? 120 : 720
    const { load, dir: loadDir } = await at.makeLoad(
      {
        seriesCount: 10_000,
        seed: at.seed,
        intervalMs: INTERVAL_MS,
        scrapes,
        startMs: startOf(scrapes, Date.now()),
        shards: 16,
        samplesPerRequest: 2_000,
        samplesPerSeries: 1,
      },
      'durability',
    )
    const startOptions: StartOptions = { dir: at.freshDir(product.name), signal: at.signal }
    let server = await product.start(startOptions)
    const restarts: number[] = []
    let killing: Promise<void> | undefined

    async function killAndRestart(): Promise<Running> {
      await server.kill()
      server = await product.start({ ...startOptions, port: server.port })
      restarts.push(server.readyMs)
      return server
    }

    let failure: unknown
    const outcome = await sendLoad({
      url: server.writeUrl,
      loadDir,
      samplesPerSecond: SAMPLES_PER_SECOND,
      signal: at.signal,
      onProgress({ ackedSamples }) {
        const next = KILL_AT[restarts.length]
        if (killing !== undefined || next === undefined || ackedSamples < next * load.samples) return
        at.say(`${product.name}: killing at ${ackedSamples} acknowledged samples`)
        killing = killAndRestart()
          .catch((error: unknown) => {
            failure = error
          })
          .then(() => {
            killing = undefined
          })
      },
    })
    await killing
    if (failure !== undefined) throw failure
    const killed = restarts.length
    await killAndRestart()
    const { fromMs, toMs } = rangeOf(load)
    const verdict = await check(load, outcome.refused, server.export(fromMs, toMs, at.signal))
    await server.kill()
    at.say(
      `${product.name}: killed ${killed + 1} times, refused ${outcome.refused.length} requests, ${JSON.stringify(verdict)}`,
    )
    return { ...verdict, restart: median(restarts), kills: restarts.length, retries: outcome.retries }
  },
}
