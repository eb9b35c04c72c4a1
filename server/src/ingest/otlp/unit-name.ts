/** Units of OpenTelemetry (UCUM's case-sensitive codes) in the words of Prometheus: `By/s` is bytes per second. */
const UNITS = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  // Misspelled, and kept so by Prometheus 3 for the sake of the dashboards that ask for it.
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['1', ''],
  ['%', 'percent'],
])

const PER_UNITS = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
])

export interface UnitSuffixes {
  readonly main: string
  /** With `per_` before it. */
  readonly per: string
}

/** Unknown units stand for themselves; what is in braces is an annotation and no unit. */
export function unitSuffixes(unit: string): UnitSuffixes {
  const slash = unit.indexOf('/')
  const main = (slash === -1 ? unit : unit.slice(0, slash)).trim()
  const per = slash === -1 ? '' : unit.slice(slash + 1).trim()
  const perName = isAnnotation(per) ? '' : (PER_UNITS.get(per) ?? per)
  return {
    main: isAnnotation(main) ? '' : (UNITS.get(main) ?? main),
    per: perName === '' ? '' : `per_${perName}`,
  }
}

function isAnnotation(unit: string): boolean {
  return unit.includes('{') || unit.includes('}')
}

/** Only characters of a metric's name, no runs of underscores and none in front. */
export function cleanUnit(unit: string): string {
  return unit
    .replace(/[^a-zA-Z0-9:]/gu, '_')
    .replace(/__+/g, '_')
    .replace(/^_/, '')
}

/** The unit of a family's metadata. */
export function unitName(unit: string): string {
  const { main, per } = unitSuffixes(unit)
  return [cleanUnit(main), cleanUnit(per)]
    .filter(part => part !== '')
    .join('_')
    .replace(/^_|_$/g, '')
}
