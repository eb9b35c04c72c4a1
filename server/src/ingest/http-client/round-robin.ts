/** `round_robin_dns`: of the addresses of a name each new connection takes one by chance, so that many receivers share the load. */
import { type LookupAddress, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

type Resolve = (
  hostname: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** For the `lookup` option of a connection. */
export function createRoundRobinLookup(
  resolve: Resolve = lookup,
  random: () => number = Math.random,
): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { all: true }, (error, addresses) => {
      if (error !== null) return done(error, [])
      const shuffled = shuffle(addresses, random)
      const first = shuffled[0]
      // With `all`, the connection tries one after the other.
      if (options.all === true || first === undefined) done(null, shuffled)
      else done(null, first.address, first.family)
    })
  }
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = out[i]!
    out[i] = out[j]!
    out[j] = kept
  }
  return out
}
