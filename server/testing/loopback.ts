/** Servers on 127.0.0.1 with a port that the system picks, for tests. */
import type { AddressInfo, Server, Socket } from 'node:net'

export interface Listening {
  readonly port: number
  /** `127.0.0.1:12345` */
  readonly host: string
  close(): Promise<void>
}

/** For longer than a machine is busy with something else; a client that uses a connection just as the server ends it is told that it broke. */
const KEEP_ALIVE_MS = 60_000

/** Also closes the connections that are still open, so that no test waits for a client's keep-alive. */
export async function listen(server: Server): Promise<Listening> {
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = KEEP_ALIVE_MS
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    host: `127.0.0.1:${port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
