/** Every setting with the value that is in force, and where it was made. */
import type { LoadedConfig } from './load.ts'
import { ANY_NAME, SETTINGS } from './schema-walk.ts'

export interface SettingInForce {
  /** As in vedette.yml. */
  readonly name: string
  readonly value: string
  /** Where it was made; '' where it is the default. */
  readonly source: string
  readonly description: string
}

type Written = Pick<LoadedConfig, 'written' | 'sources'>

/** In the order of the schema; those of single projects, which are there only where somebody made them, at the end. */
export function settingsInForce({ written, sources }: Written): SettingInForce[] {
  const usual = SETTINGS.filter(({ path }) => !path.includes(ANY_NAME)).map(({ path, about }) => ({
    name: path.join('.'),
    usual: about.default,
    description: about.description,
  }))
  const known = new Set(usual.map(({ name }) => name))
  const ofProjects = [...written.keys()]
    .filter(name => !known.has(name))
    .map(name => ({ name, usual: '', description: '' }))
  return [...usual, ...ofProjects].map(({ name, usual: byDefault, description }) => ({
    name,
    value: written.get(name) ?? byDefault,
    source: sources.get(name) ?? '',
    description,
  }))
}
