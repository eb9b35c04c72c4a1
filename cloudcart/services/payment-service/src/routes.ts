/** HTTP of payments: only other services ask. */
import { Type } from 'typebox'
import { internalOnly } from '../../../kit/guards.ts'
import type { Kit } from '../../../kit/kit.ts'
import type { Payments } from './payment.ts'
import { METHODS, ofOrder, type Payment } from './store.ts'

const Id = Type.String({ pattern: '^[\\w-]{1,64}$' })
const closed = { additionalProperties: false } as const
/** Others are passed as they are: a closed schema would take them away. */
const Key = Type.Object({ 'idempotency-key': Type.String({ pattern: '^[\\x21-\\x7e]{1,200}$' }) })

const PaymentBody = Type.Object(
  {
    id: Type.String(),
    orderId: Type.String(),
    idempotencyKey: Type.String(),
    amountCents: Type.Integer(),
    method: Type.String(),
    status: Type.String(),
    declineReason: Type.Optional(Type.String()),
    createdAt: Type.String(),
  },
  closed,
)

export function paymentRoutes(kit: Kit, payments: Payments): void {
  const { app, database } = kit
  const onRequest = internalOnly(kit)

  app.post(
    '/internal/payments',
    {
      onRequest,
      schema: {
        headers: Key,
        body: Type.Object(
          {
            orderId: Id,
            userId: Id,
            amountCents: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
            method: Type.Enum([...METHODS]),
            token: Type.String({ pattern: '^tok_[a-z0-9_]{1,60}$' }),
          },
          closed,
        ),
        response: { 201: PaymentBody },
      },
    },
    async (request, reply) => {
      const payment = await payments.pay({ key: request.headers['idempotency-key'], ...request.body })
      return reply.code(201).send(bodyOf(payment))
    },
  )

  app.get(
    '/internal/payments',
    {
      onRequest,
      schema: {
        querystring: Type.Object({ orderId: Id }, closed),
        response: { 200: Type.Object({ items: Type.Array(PaymentBody) }, closed) },
      },
    },
    async request => ({ items: (await ofOrder(database, request.query.orderId)).map(bodyOf) }),
  )

  app.post(
    '/internal/payments/call-off',
    {
      onRequest,
      schema: {
        headers: Key,
        body: Type.Object({ orderId: Id }, closed),
        response: { 200: PaymentBody },
      },
    },
    async request => bodyOf(await payments.callOff(request.headers['idempotency-key'], request.body.orderId)),
  )

  app.post(
    '/internal/payments/:id/refund',
    {
      onRequest,
      schema: { params: Type.Object({ id: Id }, closed), response: { 200: PaymentBody } },
    },
    async request => bodyOf(await payments.refund(request.params.id)),
  )
}

function bodyOf({ id, orderId, key, amountCents, method, status, reason, createdMs }: Payment) {
  return {
    id,
    orderId,
    idempotencyKey: key,
    amountCents,
    method,
    status,
    ...(status === 'declined' && reason !== null ? { declineReason: reason } : {}),
    createdAt: new Date(createdMs).toISOString(),
  }
}
