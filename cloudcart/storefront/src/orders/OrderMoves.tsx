/** What may be done with an order as it stands. */
import { MOVES, type Move, moveOrder, type Order } from '../api/orders.ts'
import { useDoing } from '../ui/doing.ts'
import { Trouble } from '../ui/Trouble.tsx'

const WORDS: Readonly<Record<Move, string>> = {
  cancel: 'Cancel order',
  return: 'Return order',
  ship: 'Ship',
  deliver: 'Deliver',
}

export interface OrderMovesProps {
  readonly order: Order
  /** Those that this page offers. */
  readonly moves: readonly Move[]
  readonly done: (order: Order) => void
  /** In a row that says already what it is about. */
  readonly brief?: boolean
}

export function OrderMoves({ order, moves, done, brief = false }: OrderMovesProps) {
  const moving = useDoing()
  const allowed = moves.filter(move => MOVES[order.status]?.includes(move))
  if (allowed.length === 0 && moving.problem === undefined) return null
  const run = async (move: Move): Promise<void> => {
    const moved = await moving.run(`${move} order`, call => moveOrder(call, order.id, move))
    if (moved !== undefined) done(moved)
  }
  return (
    <div className="moves">
      {allowed.map(move => (
        <button
          key={move}
          type="button"
          className={move === 'ship' || move === 'deliver' ? 'button small primary' : 'button small'}
          aria-disabled={moving.busy}
          onClick={() => void run(move)}
        >
          {brief ? WORDS[move].replace(' order', '') : WORDS[move]}
        </button>
      ))}
      {moving.problem !== undefined && <Trouble problem={moving.problem} />}
    </div>
  )
}
