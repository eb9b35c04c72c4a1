/** Why an order fails. The class names are the label `reason` of `orders_failed_total`. */
import type { ServiceName } from '../../../contracts/services.ts'
import { Problem } from '../../../kit/problem.ts'
import { type Move, type OrderStatus, refusal } from './order-states.ts'

export class UnknownProduct extends Problem {
  constructor(ids: readonly string[]) {
    super(422, 'unknown_product', `There is no product ${ids.join(', ')}.`, { productIds: ids })
  }
}

export class TooMany extends Problem {
  constructor(productId: string, most: number) {
    super(422, 'too_many', `One order takes ${most} of ${productId} at most.`, { productId, most })
  }
}

export class OutOfStock extends Problem {
  constructor(missing: readonly unknown[]) {
    super(409, 'out_of_stock', 'Not enough of this is left.', { missing })
  }
}

export class UnknownOrder extends Problem {
  constructor(id: string) {
    super(404, 'unknown_order', `There is no order ${id}.`)
  }
}

export class NotAllowed extends Problem {
  constructor(status: OrderStatus, move: Move) {
    super(409, `cannot_${move}`, refusal(status, move), { orderStatus: status })
  }
}

export class IdempotencyConflict extends Problem {
  constructor() {
    super(409, 'idempotency_conflict', 'This Idempotency-Key was used for something else before.')
  }
}

export class StillInProgress extends Problem {
  constructor(what: string) {
    super(409, 'in_progress', `${what} is in progress; look again in a moment.`)
  }
}

/** The other service is away or fails; nothing was done. */
export class NeighbourFailed extends Problem {
  constructor(service: ServiceName, why: string) {
    super(503, `${service.replaceAll('-', '_')}_unavailable`, `The ${service} ${why}. Nothing was done.`)
  }
}

export class InventoryUnavailable extends NeighbourFailed {
  constructor(why: string) {
    super('inventory-service', why)
  }
}

export class CatalogueUnavailable extends NeighbourFailed {
  constructor(why: string) {
    super('product-service', why)
  }
}

export class PaymentDeclined extends Problem {
  constructor(orderId: string, reason: string) {
    super(402, 'payment_declined', `The payment was declined: ${reason.replaceAll('_', ' ')}.`, {
      reason,
      orderId,
    })
  }
}

export class PaymentUnavailable extends Problem {
  constructor() {
    super(
      502,
      'payment_unavailable',
      'The payment could not be made. Nothing was charged; try again in a moment.',
    )
  }
}

export class PaymentUnknown extends Problem {
  constructor() {
    super(
      503,
      'payment_unknown',
      'Whether the payment was made is not known yet. It is being found out; look at the order again in a moment.',
    )
  }
}

/** Its reservation was too old when the payment came. */
export class SoldOut extends Problem {
  constructor(orderId: string) {
    super(409, 'sold_out', 'This is sold out meanwhile. The order was cancelled and the money goes back.', {
      orderId,
    })
  }
}

/** What took its place did so while it was at work. */
export class Overtaken extends Problem {
  constructor() {
    super(503, 'overtaken', 'This took too long and was called off. Nothing was kept; try again.')
  }
}
