import type { Address } from '../kept/address.ts'
import { Field } from '../ui/Field.tsx'

const FIELDS: readonly (readonly [key: keyof Address, label: string, autoComplete: string, most: number])[] =
  [
    ['name', 'Name', 'name', 80],
    ['street', 'Street and number', 'street-address', 120],
    ['postalCode', 'Postal code', 'postal-code', 16],
    ['city', 'City', 'address-level2', 80],
    ['country', 'Country', 'country-name', 60],
  ]

export interface AddressFieldsProps {
  readonly value: Address
  readonly change: (address: Address) => void
  /** The order is placed with it. */
  readonly fixed: boolean
}

export function AddressFields({ value, change, fixed }: AddressFieldsProps) {
  return (
    <fieldset className="address" disabled={fixed}>
      <legend>Where should it go?</legend>
      {FIELDS.map(([key, label, autoComplete, maxLength]) => (
        <Field
          key={key}
          label={label}
          value={value[key]}
          required
          {...{ autoComplete, maxLength }}
          onChange={event => change({ ...value, [key]: event.target.value })}
        />
      ))}
      {fixed && <p className="hint">Your order is placed with this address and waits for its payment.</p>}
    </fieldset>
  )
}
