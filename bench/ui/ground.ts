/** What the browser benchmark looks at: a Vedette that watches CloudCart, with six hours of its past, 50 lines that wander and 100,000 series. */
import { backfill } from '../../cloudcart/load/backfill.ts'
import { startWatchedShop, type WatchedShop } from '../../scripts/watched-shop.ts'
import { type WrittenSeries, write } from '../../test/e2e/remote-write.ts'

export const HOURS = 6
export const LINES = 50
export const ROWS = 100_000
const STEP_MS = 15_000

/** `folder`: for what the back-fill remembers. */
export async function openGround(folder: string): Promise<WatchedShop> {
  const ground = await startWatchedShop({ interval: '5s' })
  await backfill({
    url: ground.vedetteUrl,
    dataDir: folder,
    historyMs: HOURS * 3_600_000,
    write: () => {},
  })
  await writeLines(ground.vedetteUrl)
  await writeRows(ground.vedetteUrl)
  return ground
}

async function writeLines(url: string): Promise<void> {
  const count = (HOURS * 3_600_000) / STEP_MS
  const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS
  for (let line = 0; line < LINES; line++) {
    const samples = Array.from(
      { length: count },
      (_, i) =>
        [
          endMs - (count - 1 - i) * STEP_MS,
          100 + line * 3 + 20 * Math.sin(i / (30 + line)) + (i % 7),
        ] as const,
    )
    await post(url, [{ labels: { __name__: 'wandering', line: String(line) }, samples }])
  }
}

async function writeRows(url: string): Promise<void> {
  const timeMs = Date.now()
  for (let from = 0; from < ROWS; from += 10_000) {
    await post(
      url,
      Array.from({ length: 10_000 }, (_, i) => ({
        labels: { __name__: 'many', item: `item-${from + i}`, shelf: `shelf-${(from + i) % 97}` },
        samples: [[timeMs, from + i]],
      })),
    )
  }
}

async function post(url: string, series: readonly WrittenSeries[]): Promise<void> {
  const { status, text } = await write(url, series)
  if (status >= 300) throw new Error(`Vedette did not take the samples: ${status} ${text}`)
}
