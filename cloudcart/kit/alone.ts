/** A service as a process of its own: `node cloudcart/services/<name>/src/main.ts`. */
import { boot } from './boot.ts'
import { DatabaseError } from './database/database.ts'
import type { ServiceDefinition } from './kit.ts'
import { SettingsError, settingsFrom } from './settings.ts'

export async function runAlone(definition: ServiceDefinition): Promise<void> {
  try {
    const running = await boot(definition, { settings: settingsFrom(process.env, definition.name) })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void running.stop().then(() => process.exit(0)))
    }
  } catch (error) {
    process.stderr.write(`${definition.name}: ${wordsFor(error as Error)}\n`)
    process.exitCode = 1
  }
}

/** Without a stack where it is the person at the terminal who can mend it. */
function wordsFor(error: Error & { code?: string; port?: number }): string {
  if (error instanceof SettingsError || error instanceof DatabaseError) return error.message
  if (error.code === 'EADDRINUSE') {
    return `port ${error.port} is taken by another program; PORT=... makes it listen elsewhere`
  }
  return error.stack ?? error.message
}
