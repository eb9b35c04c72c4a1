import { MOST_PIECES } from '../kept/cart.ts'
import { Icon } from './Icon.tsx'

export interface QuantityProps {
  readonly value: number
  readonly most?: number
  /** Of what, for those who don't see it. */
  readonly of: string
  readonly change: (value: number) => void
}

/** One fewer, one more. */
export function Quantity({ value, most = MOST_PIECES, of, change }: QuantityProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset wants a legend on show
    <div className="quantity" role="group" aria-label={`Quantity of ${of}`}>
      <button type="button" aria-label="One fewer" disabled={value <= 1} onClick={() => change(value - 1)}>
        <Icon name="minus" />
      </button>
      <output aria-live="polite">{value}</output>
      <button type="button" aria-label="One more" disabled={value >= most} onClick={() => change(value + 1)}>
        <Icon name="plus" />
      </button>
    </div>
  )
}
