/** The parts of the embedded engine: its configuration file, its sessions, the file through which blocks go in. All open or none. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drainPending, Session } from 'chdb'
import { messageOf } from '../../errors.ts'
import { type EngineBudget, engineConfig, sessionSettings } from './engine-config.ts'
import { numberedError } from './failure.ts'
import { InsertFile } from './insert-file.ts'
import { EngineSession } from './session.ts'
import { identifier } from './sql.ts'

export interface EngineOptions extends EngineBudget {
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
  await writeFile(configPath, engineConfig(options))

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
