import { type FormEvent, useState } from 'react'
import { ADJUST_REASONS, type AdjustReason, adjustStock, type Level } from '../../api/stock.ts'
import { StockLeft } from '../../browse/StockLeft.tsx'
import { useDoing } from '../../ui/doing.ts'
import { Trouble } from '../../ui/Trouble.tsx'
import type { Shelf } from './shelf.ts'

const LOW_BELOW = 10

const REASONS: Readonly<Record<AdjustReason, string>> = {
  restock: 'Restock',
  correction: 'Correction',
  return: 'Return',
}

export function StockLine({
  shelf,
  changed,
}: {
  readonly shelf: Shelf
  readonly changed: (level: Level) => void
}) {
  const { productId, name, onHand, reserved, available } = shelf
  const doing = useDoing()
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState<AdjustReason>('restock')
  const change = Number(typed)
  const usable = /^[+-]?\d{1,5}$/.test(typed.trim()) && change !== 0
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!usable) return
    const level = await doing.run('adjust stock', call => adjustStock(call, productId, change, reason))
    if (level === undefined) return
    setTyped('')
    changed(level)
  }
  return (
    <tr>
      <td data-label="Product" className="clip">
        {name} <code className="muted">{productId}</code>
      </td>
      <td data-label="On hand" className="number">
        {onHand}
      </td>
      <td data-label="Reserved" className="number">
        {reserved}
      </td>
      <td data-label="Available" className="number">
        {available < LOW_BELOW ? <StockLeft stock={available} /> : available}
      </td>
      <td className="actions">
        <form className="adjust" onSubmit={event => void submit(event)}>
          <input
            inputMode="numeric"
            placeholder="+20"
            size={5}
            maxLength={6}
            value={typed}
            aria-label={`Change of ${name}`}
            onChange={event => setTyped(event.target.value)}
          />
          <select
            value={reason}
            aria-label={`Reason for ${name}`}
            onChange={event => setReason(event.target.value as AdjustReason)}
          >
            {ADJUST_REASONS.map(each => (
              <option key={each} value={each}>
                {REASONS[each]}
              </option>
            ))}
          </select>
          <button type="submit" className="button small" disabled={!usable}>
            Adjust
          </button>
        </form>
        {doing.problem !== undefined && <Trouble problem={doing.problem} />}
      </td>
    </tr>
  )
}
