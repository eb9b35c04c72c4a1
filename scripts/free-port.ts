import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/**
 * A port on which nothing listens. Below the range from which the system takes ports for outgoing connections, so that it is still free
 * when a process that was killed comes back to it.
 */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  return port!
}

/** Held all at once before any is let go, so that no two are the same. */
export async function freePorts(count: number): Promise<number[]> {
  const held: { readonly port: number; readonly server: Server }[] = []
  while (held.length < count) {
    const port = randomInt(15_000, 32_000)
    const server = createServer()
    try {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      held.push({ port, server })
    } catch {
      // Somebody has it; try another.
    }
  }
  await Promise.all(
    held.map(async ({ server }) => {
      server.close()
      await once(server, 'close')
    }),
  )
  return held.map(({ port }) => port)
}
