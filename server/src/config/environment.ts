/** Settings from the environment: `VEDETTE_` and the path in capitals, `VEDETTE_STORE_RETENTION_METRICS`. */
import { closest } from './closest.ts'
import { PROJECT_NAME } from './schema.ts'
import { ANY_NAME, SETTINGS } from './schema-walk.ts'

export const PREFIX = 'VEDETTE_'

/** Set by others than people who configure: the command line's own, and what Kubernetes gives to pods beside a service named vedette. */
const NOT_SETTINGS = /^VEDETTE_(?:CONFIG|SERVER|TOKEN|SERVICE_(?:HOST|PORT.*)|PORT(?:_.*)?)$/

export interface Override {
  readonly path: readonly string[]
  readonly value: string
  /** What people set: the variable's or the flag's name. */
  readonly name: string
}

/** `VEDETTE_PROJECTS_<NAME>_LIMITS_ACTIVE_SERIES` for a path with a name in it. */
export function variableOf(path: readonly string[]): string {
  return PREFIX + path.map(part => (part === ANY_NAME ? '<NAME>' : part.toUpperCase())).join('_')
}

const BY_VARIABLE = new Map(SETTINGS.map(({ path }) => [variableOf(path), path]))

export function environmentOverrides(
  env: Readonly<Record<string, string | undefined>>,
  /** Projects that the file names: a variable can't tell `team-a` from `team_a`. */
  projects: readonly string[],
): { overrides: Override[]; warnings: string[] } {
  const overrides: Override[] = []
  const warnings: string[] = []
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || value === undefined || NOT_SETTINGS.test(name)) continue
    const path = BY_VARIABLE.get(name) ?? projectPath(name, projects)
    if (path) {
      overrides.push({ path, value, name })
      continue
    }
    const meant = closest(name, BY_VARIABLE.keys())
    warnings.push(`${name}: no such setting${meant ? `, did you mean ${meant}?` : ', it is ignored'}`)
  }
  return { overrides, warnings }
}

function projectPath(variable: string, projects: readonly string[]): string[] | undefined {
  for (const { path } of SETTINGS) {
    const at = path.indexOf(ANY_NAME)
    if (at < 0) continue
    const before = `${variableOf(path.slice(0, at))}_`
    const after = `_${path
      .slice(at + 1)
      .join('_')
      .toUpperCase()}`
    if (!variable.startsWith(before) || !variable.endsWith(after)) continue
    const name = variable.slice(before.length, -after.length)
    if (!PROJECT_NAME.test(name)) continue
    const known = projects.find(project => project.toUpperCase().replace(/[^A-Z0-9]/g, '_') === name)
    return path.map(part => (part === ANY_NAME ? (known ?? name.toLowerCase()) : part))
  }
  return undefined
}
