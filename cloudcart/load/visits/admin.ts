/** The shop's own people: they fill the shelves, see to orders that wait, and look who has come. */
import type { Random } from '../random.ts'
import type { Intent, Step, Visit } from './steps.ts'

const RESTOCKED_AT_ONCE = 6

export function* admin(random: Random): Visit {
  yield step(random, { kind: 'admin-login' })
  yield step(random, { kind: 'admin-levels' })
  for (let rank = 0; rank < RESTOCKED_AT_ONCE; rank++) {
    yield step(random, { kind: 'admin-restock', rank, pieces: random.between(2, 6) * 10 })
  }
  if (random.chance(0.5)) {
    yield step(random, { kind: 'admin-orders' })
    yield step(random, { kind: 'admin-ship' })
  }
  if (random.chance(0.2)) yield step(random, { kind: 'admin-users' })
}

function step(random: Random, intent: Intent): Step {
  return { ...intent, thinkMs: 800 + random.exponential(2_500) }
}
