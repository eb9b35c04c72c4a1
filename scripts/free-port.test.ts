import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePort, freePorts } from './free-port.ts'

it('gives ports that can be listened on, no two the same', async () => {
  const ports = [...(await freePorts(5)), await freePort()]
  expect(new Set(ports.slice(0, 5)).size).toBe(5)
  for (const port of ports) {
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
  }
})
