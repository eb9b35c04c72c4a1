/**
 * Programs from outside of npm (Prometheus, promtool, node exporter) for tests that use them as clients:
 *
 *     it('answers promtool', async context => {
 *       const promtool = externalProgram(context, 'promtool')
 */
import { findPrerequisite, PREREQUISITES } from '../../scripts/prerequisites.mjs'

/** The part of Vitest's test context that is needed; `skip` throws. */
export interface Skippable {
  skip(note: string): never
}

/** The program's path. Where the machine lacks it the test is skipped with the reason, and with CI=true it fails. */
export function externalProgram(
  context: Skippable,
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const path = findPrerequisite(name, env.PATH)
  if (path !== undefined) return path
  const debianPackage = PREREQUISITES.find(each => each.name === name)?.debianPackage
  const reason = `${name} is not installed (Debian's package ${debianPackage} has it)`
  if (env.CI === 'true') throw new Error(`${reason}, and CI=true skips no test`)
  return context.skip(reason)
}
