/** The parts of the embedded engine: its configuration file, its sessions, the file through which blocks go in. All open or none. */
import { mkdir, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drainPending, Session } from 'chdb'
import { messageOf } from '../../errors.ts'
import { type EngineBudget, engineConfig, sessionSettings } from './engine-config.ts'
import { NO_SPACE, numberedError } from './failure.ts'
import { InsertFile } from './insert-file.ts'
import { EngineSession } from './session.ts'
import { identifier } from './sql.ts'

const MIB = 1024 * 1024
/** The engine says nothing of a definition that the disk did not take, and a definition is what it finds its tables by. */
const LEAST_FREE_BYTES = 8 * MIB
const MOST_KEPT_FREE_BYTES = 256 * MIB

export interface EngineOptions extends Omit<EngineBudget, 'keepFreeBytes'> {
  /** The data directory: the engine lives in `clickhouse/` under it, blocks on their way in `tmp/`. */
  readonly path: string
  readonly database: string
  readonly readers: number
}

export interface Engine {
  readonly writer: EngineSession
  readonly readers: readonly EngineSession[]
  readonly insertFile: InsertFile
  /** Only when nothing runs any more. */
  close(): Promise<void>
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { path } = options
  const configPath = join(path, 'clickhouse-config.xml')
  await mkdir(path, { recursive: true })
  const { blocks, bavail, bsize } = await statfs(path)
  const freeBytes = bavail * bsize
  if (freeBytes < LEAST_FREE_BYTES) {
    const left = `${(freeBytes / MIB).toFixed(1)} MiB`
    throw numberedError(
      NO_SPACE,
      `not enough space: ${left} are left on the disk of ${path}, opening takes 8 MiB`,
    )
  }
  // Never to the last byte, and mostly what is left to those who would otherwise fail beside us.
  const keepFreeBytes = Math.min(MOST_KEPT_FREE_BYTES, (blocks * bsize) / 50)
  await writeFile(configPath, engineConfig({ ...options, keepFreeBytes }))

  const opened = new AsyncDisposableStack()
  try {
    const insertFile = opened.adopt(await InsertFile.open(join(path, 'tmp')), file => file.remove())
    const open = (): Session =>
      opened.adopt(
        new Session(join(path, 'clickhouse'), { connectionArgs: [`--config-file=${configPath}`] }),
        session => session.close(),
      )
    const control = open()
    control.query(`CREATE DATABASE IF NOT EXISTS ${identifier(options.database).fragment}`)
    const settings = sessionSettings(options)
    const openSession = (): EngineSession => new EngineSession(open(), control, settings, options.database)
    const writer = openSession()
    const readers = Array.from({ length: options.readers }, openSession)
    const close = async (): Promise<void> => {
      await opened.disposeAsync()
      // The binding lets go of the directory a little later; another may be opened then.
      await drainPending()
    }
    return { writer, readers, insertFile, close }
  } catch (error) {
    await opened.disposeAsync()
    throw numberedError(0, `ClickHouse can't be opened in ${path}: ${messageOf(error)}`, error)
  }
}
