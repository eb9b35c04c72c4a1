import { SILENT_LOG } from '../src/self/log.ts'
import { type EmbeddedOptions, openEmbedded } from '../src/store/clickhouse/embedded.ts'
import type { ClickHouse } from '../src/store/clickhouse/port.ts'
import { temporaryDirectory } from './temporary-directory.ts'

export interface TestClickHouse extends AsyncDisposable {
  readonly clickhouse: ClickHouse
  readonly path: string
}

/** An embedded engine on a directory that goes when it is disposed of. One at a time in a process. */
export async function embeddedClickHouse(options: Partial<EmbeddedOptions> = {}): Promise<TestClickHouse> {
  const directory = await temporaryDirectory()
  const clickhouse = await openEmbedded({
    path: directory.path,
    memoryBytes: 512 * 1024 * 1024,
    readers: 2,
    log: SILENT_LOG,
    ...options,
  })
  return {
    clickhouse,
    path: directory.path,
    [Symbol.asyncDispose]: async () => {
      await clickhouse.close()
      await directory.remove()
    },
  }
}
