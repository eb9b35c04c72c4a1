/** What is wrong with a configuration. All problems are gathered, so that a file is corrected in one go. */
import { VedetteError } from '../errors.ts'

export class ConfigError extends VedetteError {
  override name = 'ConfigError'
  /** One line each, with its place: `vedette.yml:12: store.retention.metrics: expected a duration such as 30d, got "thirty"`. */
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super('config-invalid', problems.join('\n'))
    this.problems = problems
  }
}

/** A value as a person would quote it, cut where it is long. */
export function quoted(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'a map'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`
}
