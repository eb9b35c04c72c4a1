/** The kinds of values that settings have: how each is written, and what it becomes. They come from YAML or, as text, from the environment. */
import { isIP } from 'node:net'
import { parseDurationMs } from '@vedette/model'
import { Secret } from './secret.ts'
import { parseSizeBytes } from './size.ts'

export interface ValueKind<T> {
  /** For the reference page. */
  readonly name: string
  /** Completes "expected ...". */
  readonly expected: string
  /** undefined where the raw value is none of this kind. */
  readonly parse: (raw: unknown) => T | undefined
  /** What is wrong must not be quoted in the error. */
  readonly hidden?: boolean
}

export const duration: ValueKind<number> = {
  name: 'duration',
  expected: 'a duration such as 30d, 15s or 1h30m',
  parse: raw => (typeof raw === 'string' || raw === 0 ? parseDurationMs(String(raw)) : undefined),
}

export const positiveDuration: ValueKind<number> = {
  ...duration,
  expected: 'a duration longer than 0, such as 30d or 15s',
  parse: raw => duration.parse(raw) || undefined,
}

export const size: ValueKind<number> = {
  name: 'size',
  expected: 'a size such as 32MiB or 1GB',
  parse: raw => (typeof raw === 'string' ? parseSizeBytes(raw) || undefined : undefined),
}

/** undefined can't be a value here: `auto` becomes 0. */
export const sizeOrAuto: ValueKind<number> = {
  name: 'size or `auto`',
  expected: 'a size such as 1GiB, or auto',
  parse: raw => (raw === 'auto' ? 0 : size.parse(raw)),
}

export const percentage: ValueKind<number> = {
  name: 'percentage',
  expected: 'a percentage from 1% to 95%, such as 35%',
  parse(raw) {
    const match = typeof raw === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(raw) : null
    const share = match ? Number(match[1]) / 100 : Number.NaN
    return share >= 0.01 && share <= 0.95 ? share : undefined
  },
}

export function count(least: number, most: number): ValueKind<number> {
  return {
    name: 'number',
    expected: `a whole number from ${least} to ${most}`,
    parse(raw) {
      const value = typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw
      return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
        ? (value as number)
        : undefined
    },
  }
}

export const flag: ValueKind<boolean> = {
  name: '`true` or `false`',
  expected: 'true or false',
  parse: raw =>
    raw === true || raw === 'true' ? true : raw === false || raw === 'false' ? false : undefined,
}

export function choice<const T extends readonly string[]>(...words: T): ValueKind<T[number]> {
  return {
    name: words.map(word => `\`${word}\``).join(', '),
    expected: `one of ${words.join(', ')}`,
    parse: raw => words.find(word => word === raw),
  }
}

export const text: ValueKind<string> = {
  name: 'text',
  expected: 'text',
  parse: raw => (typeof raw === 'string' ? raw : typeof raw === 'number' ? String(raw) : undefined),
}

export const filePath: ValueKind<string> = {
  ...text,
  name: 'path',
  expected: 'a path',
}

/** Empty text stands for "none". */
export const secret: ValueKind<Secret> = {
  name: 'secret',
  expected: 'text',
  hidden: true,
  parse: raw => (typeof raw === 'string' || typeof raw === 'number' ? new Secret(String(raw)) : undefined),
}

export const identifier: ValueKind<string> = {
  name: 'name',
  expected: 'a name of letters, digits and underscores that starts with a letter',
  parse: raw => (typeof raw === 'string' && /^[a-zA-Z][a-zA-Z0-9_]{0,62}$/.test(raw) ? raw : undefined),
}

export const httpUrl: ValueKind<string> = {
  name: 'URL',
  expected: 'a URL such as https://host:8443/path',
  parse(raw) {
    if (raw === '') return ''
    if (typeof raw !== 'string' || !URL.canParse(raw)) return undefined
    return /^https?:$/.test(new URL(raw).protocol) ? raw : undefined
  },
}

export const textList: ValueKind<readonly string[]> = {
  name: 'list',
  expected: 'a list of texts',
  parse(raw) {
    // From the environment: separated by commas.
    if (typeof raw === 'string') return raw === '' ? [] : raw.split(',').map(part => part.trim())
    return Array.isArray(raw) && raw.every(item => typeof item === 'string') ? raw : undefined
  },
}

export interface ListenAddress {
  /** A name, an IPv4 or an IPv6 address, without brackets. */
  readonly host: string
  /** 0: any free port. */
  readonly port: number
}

export const listenAddress: ValueKind<ListenAddress> = {
  name: 'address',
  expected: 'an address such as 127.0.0.1:9090, [::1]:9090 or :9090 for all interfaces',
  parse(raw) {
    const match = typeof raw === 'string' ? /^(?:\[([^\]]+)\]|([^:[\]\s/]*)):(\d{1,5})$/.exec(raw) : null
    if (!match) return undefined
    const [, bracketed, plain, digits] = match
    const port = Number(digits)
    if (port > 65_535 || (bracketed !== undefined && isIP(bracketed) !== 6)) return undefined
    return { host: bracketed ?? (plain || '::'), port }
  },
}

export const listenAddressOrOff: ValueKind<ListenAddress | 'off'> = {
  name: 'address or `off`',
  expected: 'an address such as 127.0.0.1:4318, or off',
  // YAML's older readers, and people, take a bare `off` for false.
  parse: raw => (raw === 'off' || raw === false ? 'off' : listenAddress.parse(raw)),
}

export function formatListenAddress({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
