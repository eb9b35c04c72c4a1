/** Clients that are no people: search engines that walk all listings, and one script that knows no manners. */
import { CATALOGUE } from '../../contracts/catalogue.ts'
import type { Random } from '../random.ts'
import { popular } from './shopper.ts'
import type { Visit } from './steps.ts'

const PAGE = 10

export function* crawler(random: Random): Visit {
  for (let offset = 0; offset < CATALOGUE.length; offset += PAGE) {
    yield { kind: 'crawl', offset, thinkMs: 700 + random.exponential(500) }
    for (const { id } of CATALOGUE.slice(offset, offset + PAGE)) {
      if (random.chance(0.5)) {
        yield { kind: 'view', productId: id, thinkMs: 700 + random.exponential(500) }
      }
    }
  }
}

export const BURST = 480
/** Some hundreds within seconds: far more than a minute allows. */
const BURST_GAP_MS = 20

export function* abuser(random: Random): Visit {
  const productId = popular(random)
  for (let sent = 0; sent < BURST; sent++) yield { kind: 'abuse', productId, thinkMs: BURST_GAP_MS }
}
