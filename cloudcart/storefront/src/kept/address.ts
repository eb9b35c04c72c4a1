/** Where orders go; the last one is offered again. */
import type { KeptOptions } from './kept.ts'

export interface Address {
  readonly name: string
  readonly street: string
  readonly postalCode: string
  readonly city: string
  readonly country: string
}

export const NO_ADDRESS: Address = { name: '', street: '', postalCode: '', city: '', country: '' }

export function readAddress(stored: unknown): Address {
  const given = (stored ?? {}) as Record<string, unknown>
  const entries = Object.keys(NO_ADDRESS).map(key => [key, typeof given[key] === 'string' ? given[key] : ''])
  return Object.fromEntries(entries)
}

/** As on a label. */
export function labelOf({ name, street, postalCode, city, country }: Address): string {
  return [name, street, `${postalCode} ${city}`, country]
    .map(line => line.trim())
    .filter(line => line !== '')
    .join('\n')
}

export const ADDRESS: Pick<KeptOptions<Address>, 'key' | 'read'> = {
  key: 'cloudcart.address',
  read: readAddress,
}
