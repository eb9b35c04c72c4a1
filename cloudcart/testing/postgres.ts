/**
 * A real PostgreSQL for one test file: a cluster in a temporary folder, on a port of its own, gone afterwards.
 *
 *     const initdb = outsideProgram('postgresql')
 *     describe.skipIf(initdb === undefined)('orders on PostgreSQL', () => {
 *       let server: PostgresServer
 *       beforeAll(async () => { server = await createPostgres(initdb!) })
 *       afterAll(() => server.remove())
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from '../../scripts/free-port.ts'

export interface PostgresServer {
  readonly url: string
  /** Resolves when it accepts connections, on the same port as before. */
  start(): Promise<void>
  /** Ends sessions and resolves when the server has ended. */
  stop(): Promise<void>
  /** Stops it and deletes its folder. */
  remove(): Promise<void>
}

const SETTINGS: Readonly<Record<string, string>> = {
  unix_socket_directories: '',
  listen_addresses: '127.0.0.1',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '16MB',
  max_connections: '60',
  autovacuum: 'off',
  deadlock_timeout: '50ms',
  logging_collector: 'off',
}

/** Started already. `initdb` is the path of the program; the server's lies beside it. */
export async function createPostgres(initdb: string): Promise<PostgresServer> {
  const owner = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'cloudcart-postgres-'))
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid!)
  const port = await freePort()
  const server = new TemporaryServer(join(dirname(realpathSync(initdb)), 'postgres'), folder, port, owner)
  try {
    const args = ['-D', folder, '-U', 'cloudcart', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync']
    await finished(
      spawn(initdb, args, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }),
      initdb,
    )
    await server.start()
  } catch (error) {
    await server.remove()
    throw error
  }
  return server
}

class TemporaryServer implements PostgresServer {
  readonly url: string
  readonly #program: string
  readonly #folder: string
  readonly #args: readonly string[]
  readonly #owner: Owner
  #child: ChildProcess | undefined
  /** Where a test process ends before it could tidy up. */
  readonly #atExit = () => {
    this.#child?.kill('SIGQUIT')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  constructor(program: string, folder: string, port: number, owner: Owner) {
    this.url = `postgres://cloudcart@127.0.0.1:${port}/postgres`
    this.#program = program
    this.#folder = folder
    this.#owner = owner
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    this.#args = ['-D', folder, '-p', String(port), ...settings]
    process.once('exit', this.#atExit)
  }

  async start(): Promise<void> {
    const child = spawn(this.#program, this.#args, {
      ...this.#owner,
      cwd: this.#folder,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#child = child
    let said = ''
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', code => reject(new Error(`PostgreSQL ended with ${code}:\n${said}`)))
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-10_000)
        if (said.includes('database system is ready to accept connections')) resolve()
      })
    })
  }

  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGINT')
    await ended
  }

  async remove(): Promise<void> {
    await this.stop()
    process.off('exit', this.#atExit)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

interface Owner {
  uid?: number
  gid?: number
}

/** PostgreSQL does not run as root: then as the user that its package makes. */
function unprivileged(): Owner {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim() || 'NaN')
  const owner = { uid: idOf('-u'), gid: idOf('-g') }
  if (Number.isNaN(owner.uid)) throw new Error('root can’t run PostgreSQL, and there is no user postgres')
  return owner
}

async function finished(child: ChildProcess, program: string): Promise<void> {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${said}`)
}
