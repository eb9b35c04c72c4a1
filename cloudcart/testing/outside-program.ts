/**
 * Programs from outside of npm (PostgreSQL, Redis, kcat) that a whole test file needs:
 *
 *     const redis = outsideProgram('redis-server')
 *     describe.skipIf(redis === undefined)('the cache on Redis', () => {
 */
import { findPrerequisite, PREREQUISITES } from '../../scripts/prerequisites.mjs'

/** The program's path. Where the machine lacks it: undefined and a line that says so, and with CI=true a failure. */
export function outsideProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const path = findPrerequisite(name, env.PATH)
  if (path !== undefined) return path
  const debianPackage = PREREQUISITES.find(each => each.name === name)?.debianPackage
  const reason = `${name} is not installed (Debian's package ${debianPackage} has it)`
  if (env.CI === 'true') throw new Error(`${reason}, and CI=true skips no test`)
  process.stderr.write(`skipped: ${reason}\n`)
  return undefined
}
