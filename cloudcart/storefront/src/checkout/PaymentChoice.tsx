import { PAYMENT_METHODS, type Payment } from '../api/orders.ts'
import { METHOD_WORDS, TOKENS } from './payments.ts'

export interface PaymentChoiceProps {
  readonly value: Payment
  readonly change: (payment: Payment) => void
}

export function PaymentChoice({ value, change }: PaymentChoiceProps) {
  return (
    <>
      <fieldset className="choices choices-row">
        <legend>How do you want to pay?</legend>
        {PAYMENT_METHODS.map(method => (
          <label key={method} className="choice">
            <input
              type="radio"
              name="method"
              checked={value.method === method}
              onChange={() => change({ ...value, method })}
            />
            <span>{METHOD_WORDS[method].name}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className="choices">
        <legend>Which one?</legend>
        <p className="hint">
          This is a demonstration: choose what the bank will say. No number is asked for.
        </p>
        {Object.entries(TOKENS).map(([token, words]) => (
          <label key={token} className="choice">
            <input
              type="radio"
              name="token"
              checked={value.token === token}
              onChange={() => change({ ...value, token })}
            />
            <span>
              {METHOD_WORDS[value.method].thing} {words}
            </span>
          </label>
        ))}
      </fieldset>
    </>
  )
}
