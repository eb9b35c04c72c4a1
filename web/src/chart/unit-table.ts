/**
 * What Grafana's unit ids mean. A unit is a ladder: the same quantity in steps of which the largest that fits is shown (`B`, `KiB`, `MiB`), or
 * one of the few that are no plain number (dates, yes and no).
 */

export interface Step {
  /** How much of the base one of this step is. */
  readonly factor: number
  readonly suffix: string
}

export type Unit =
  | {
      readonly kind: 'ladder'
      /** Ascending by factor. The step with factor 1 is what values below every step are shown in. */
      readonly steps: readonly Step[]
      /** What a value has to be multiplied by to be in the base of the ladder. */
      readonly scale: number
      readonly prefix: string
      /** By what the ticks of an axis divide. */
      readonly rhythm: 'decimal' | 'binary' | 'time'
    }
  | { readonly kind: 'plain'; readonly scale: number; readonly prefix: string; readonly suffix: string }
  | { readonly kind: 'duration'; readonly scale: number; readonly style: 'words' | 'clock' }
  | { readonly kind: 'date'; readonly style: 'iso' | 'age' }
  | { readonly kind: 'choice'; readonly yes: string; readonly no: string }

const UP = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const
const DOWN = ['n', 'µ', 'm'] as const
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const
const MONEY = ['', 'k', 'M', 'B', 'T'] as const

function ladder(steps: readonly Step[], scale = 1, rhythm: 'decimal' | 'binary' | 'time' = 'decimal'): Unit {
  return { kind: 'ladder', steps, scale, prefix: '', rhythm }
}

function plain(suffix: string, scale = 1): Unit {
  return { kind: 'plain', scale, prefix: '', suffix }
}

/** Things that are counted: large ones get a prefix, a thousandth of a request does not. `1.24 k req/s`. */
function count(noun: string): Unit {
  return ladder(
    UP.map((prefix, i) => ({ factor: 1000 ** i, suffix: [prefix, noun].filter(Boolean).join(' ') })),
    1,
  )
}

function si(symbol: string, scale = 1, small = true): Unit {
  const down = small ? DOWN.map((prefix, i) => ({ factor: 1000 ** (i - 3), suffix: prefix + symbol })) : []
  return ladder([...down, ...UP.map((prefix, i) => ({ factor: 1000 ** i, suffix: prefix + symbol }))], scale)
}

function iec(symbol: string, power = 0): Unit {
  return ladder(
    BINARY.map((prefix, i) => ({ factor: 1024 ** i, suffix: prefix + symbol })),
    1024 ** power,
    'binary',
  )
}

function money(symbol: string): Unit {
  const steps = MONEY.map((suffix, i) => ({ factor: 1000 ** i, suffix }))
  return { kind: 'ladder', steps, scale: 1, prefix: symbol, rhythm: 'decimal' }
}

const TIME: readonly Step[] = [
  { factor: 1e-9, suffix: 'ns' },
  { factor: 1e-6, suffix: 'µs' },
  { factor: 1e-3, suffix: 'ms' },
  { factor: 1, suffix: 's' },
  { factor: 60, suffix: 'min' },
  { factor: 3600, suffix: 'h' },
  { factor: 86_400, suffix: 'd' },
  { factor: 31_536_000, suffix: 'y' },
]

function time(scale: number): Unit {
  return ladder(TIME, scale, 'time')
}

const COUNTED: Readonly<Record<string, string>> = {
  short: '',
  sishort: '',
  cps: 'c/s',
  ops: 'ops/s',
  reqps: 'req/s',
  rps: 'rd/s',
  wps: 'wr/s',
  iops: 'io/s',
  eps: 'evt/s',
  mps: 'msg/s',
  recps: 'rec/s',
  rowsps: 'rows/s',
  pps: 'p/s',
  cpm: 'c/min',
  opm: 'ops/min',
  reqpm: 'req/min',
  rpm: 'rd/min',
  wpm: 'wr/min',
  epm: 'evt/min',
  mpm: 'msg/min',
}

const CURRENCIES: Readonly<Record<string, string>> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  JPY: '¥',
  CNY: '¥',
  INR: '₹',
  KRW: '₩',
  BRL: 'R$',
  BTC: '฿',
  CHF: 'CHF ',
  PLN: 'zł ',
  SEK: 'kr ',
  NOK: 'kr ',
  DKK: 'kr ',
}

/** `kbytes`, `deckbytes`, `KiBs`, `KBs`, `Kibits`, `Kbits` and their larger siblings. */
function sizes(): [string, Unit][] {
  return ['k', 'm', 'g', 't', 'p'].flatMap((letter, i): [string, Unit][] => {
    const power = i + 1
    const upper = letter.toUpperCase()
    return [
      [`${letter}bytes`, iec('B', power)],
      [`dec${letter}bytes`, si('B', 1000 ** power, false)],
      [`${upper}iBs`, iec('B/s', power)],
      [`${upper}Bs`, si('B/s', 1000 ** power, false)],
      [`${upper}ibits`, iec('b/s', power)],
      [`${upper}bits`, si('b/s', 1000 ** power, false)],
    ]
  })
}

export const UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ['none', plain('')],
  ['locale', plain('')],
  ['string', plain('')],
  ['sci', plain('')],
  ...Object.entries(COUNTED).map(([id, noun]): [string, Unit] => [id, count(noun)]),
  ...Object.entries(CURRENCIES).map(([id, symbol]): [string, Unit] => [`currency${id}`, money(symbol)]),

  ['percent', plain('%')],
  ['percentunit', plain('%', 100)],
  ['humidity', plain('%H')],
  ['dB', plain('dB')],
  ['ppm', plain('ppm')],

  ['bytes', iec('B')],
  ['decbytes', si('B', 1, false)],
  ['bits', iec('b')],
  ['decbits', si('b', 1, false)],
  ['Bps', si('B/s', 1, false)],
  ['binBps', iec('B/s')],
  ['bps', si('b/s', 1, false)],
  ['binbps', iec('b/s')],
  ...sizes(),

  ['ns', time(1e-9)],
  ['µs', time(1e-6)],
  ['us', time(1e-6)],
  ['ms', time(1e-3)],
  ['s', time(1)],
  ['m', time(60)],
  ['h', time(3600)],
  ['d', time(86_400)],
  ['dtdurations', { kind: 'duration', scale: 1, style: 'words' }],
  ['dtdurationms', { kind: 'duration', scale: 1e-3, style: 'words' }],
  ['clocks', { kind: 'duration', scale: 1, style: 'words' }],
  ['clockms', { kind: 'duration', scale: 1e-3, style: 'words' }],
  ['dthms', { kind: 'duration', scale: 1, style: 'clock' }],
  ['dtdhms', { kind: 'duration', scale: 1, style: 'clock' }],
  ['timeticks', time(0.01)],

  ['dateTimeAsIso', { kind: 'date', style: 'iso' }],
  ['dateTimeAsIsoNoDateIfToday', { kind: 'date', style: 'iso' }],
  ['dateTimeAsLocal', { kind: 'date', style: 'iso' }],
  ['dateTimeAsSystem', { kind: 'date', style: 'iso' }],
  ['dateTimeAsUS', { kind: 'date', style: 'iso' }],
  ['dateTimeFromNow', { kind: 'date', style: 'age' }],

  ['bool', { kind: 'choice', yes: 'true', no: 'false' }],
  ['bool_yes_no', { kind: 'choice', yes: 'yes', no: 'no' }],
  ['bool_on_off', { kind: 'choice', yes: 'on', no: 'off' }],

  ['celsius', plain('°C')],
  ['fahrenheit', plain('°F')],
  ['farenheit', plain('°F')],
  ['kelvin', plain('K')],
  ['hertz', si('Hz')],
  ['rothz', si('Hz')],
  ['rotrpm', plain('rpm')],
  ['watt', si('W')],
  ['mwatt', si('W', 1e-3)],
  ['kwatt', si('W', 1e3)],
  ['watth', si('Wh')],
  ['kwatth', si('Wh', 1e3)],
  ['joule', si('J')],
  ['volt', si('V')],
  ['mvolt', si('V', 1e-3)],
  ['kvolt', si('V', 1e3)],
  ['amp', si('A')],
  ['mamp', si('A', 1e-3)],
  ['ohm', si('Ω')],
  ['farad', si('F')],
  ['henry', si('H')],
  ['pressurepa', si('Pa')],
  ['pressurebar', si('bar')],
  ['pressurehpa', plain('hPa')],
  ['lengthm', si('m')],
  ['lengthmm', si('m', 1e-3)],
  ['lengthkm', si('m', 1e3)],
  ['massg', si('g')],
  ['masskg', si('g', 1e3)],
  ['velocityms', plain('m/s')],
  ['velocitykmh', plain('km/h')],
  ['degree', plain('°')],
  ['flops', count('FLOP/s')],
])

/** The unit of an id; Grafana's custom forms (`suffix:jobs`, `count:jobs`, `si:W`, `currency:NZD`) too; an unknown id is shown as it is. */
export function unitOf(id: string): Unit {
  const known = UNITS.get(id)
  if (known !== undefined) return known
  if (id === '') return UNITS.get('none')!
  const custom = /^(prefix|suffix|si|count|currency|time):(.*)$/.exec(id)
  if (custom === null) return plain(id)
  const text = custom[2]!
  switch (custom[1]) {
    case 'prefix':
      return { kind: 'plain', scale: 1, prefix: text, suffix: '' }
    case 'si': {
      const shifted = /^([nµumkMGTP])(.+)$/.exec(text)
      const power = shifted === null ? undefined : SHIFT[shifted[1]!]
      return power === undefined ? si(text) : si(shifted![2]!, 1000 ** power)
    }
    case 'count':
      return count(text)
    case 'currency':
      return money(CURRENCIES[text] ?? `${text} `)
    case 'time':
      return { kind: 'date', style: 'iso' }
    default:
      return plain(text)
  }
}

const SHIFT: Readonly<Record<string, number>> = { n: -3, µ: -2, u: -2, m: -1, k: 1, M: 2, G: 3, T: 4, P: 5 }
