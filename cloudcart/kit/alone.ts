/** A service as a process of its own: `node cloudcart/services/<name>/src/main.ts`. */
import { boot } from './boot.ts'
import type { ServiceDefinition } from './kit.ts'
import { SettingsError, settingsFrom } from './settings.ts'

export async function runAlone(definition: ServiceDefinition): Promise<void> {
  try {
    const running = await boot(definition, { settings: settingsFrom(process.env, definition.name) })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void running.stop().then(() => process.exit(0)))
    }
  } catch (error) {
    process.stderr.write(
      `${definition.name}: ${error instanceof SettingsError ? error.message : (error as Error).stack}\n`,
    )
    process.exitCode = 1
  }
}
