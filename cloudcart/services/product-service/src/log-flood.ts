/** The fault `log-flood`: somebody left debug output on at info level. Up to 500 lines a second that say nothing. */
import type { Kit } from '../../../kit/kit.ts'

const LINES_PER_SECOND = 500
const EVERY_MS = 100

export function watchLogFlood({ faults, log, every }: Kit): void {
  let line = 0
  every(EVERY_MS, () => {
    const lines = Math.round((faults.grade('log-flood') * LINES_PER_SECOND * EVERY_MS) / 1000)
    for (let i = 0; i < lines; i++) {
      line++
      log.info('debug: product cache entry checked', { entry: line % 997, fresh: true })
    }
  })
}
