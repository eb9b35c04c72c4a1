/** The whole shop on real servers: PostgreSQL, Redis, and Kafka's protocol. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServiceName } from './contracts/services.ts'
import { type Shop, startShop } from './shop.ts'
import { createKafka, type KafkaBroker } from './testing/kafka.ts'
import { outsideProgram } from './testing/outside-program.ts'
import { createPostgres, type PostgresServer } from './testing/postgres.ts'
import { createRedis, type RedisServer } from './testing/redis.ts'
import { until } from './testing/until.ts'

const [initdb, redisServer, kcat] = ['postgresql', 'redis-server', 'kcat'].map(name => outsideProgram(name))
const missing = initdb === undefined || redisServer === undefined || kcat === undefined

interface Order {
  readonly id: string
  readonly status: string
  readonly totalCents: number
  readonly history: readonly { readonly status: string }[]
}

describe.skipIf(missing)('the shop on PostgreSQL, Redis and Kafka', () => {
  let postgres: PostgresServer
  let redis: RedisServer
  let kafka: KafkaBroker
  let shop: Shop
  const lines: string[] = []

  beforeAll(async () => {
    ;[postgres, redis, kafka] = await Promise.all([
      createPostgres(initdb!),
      createRedis(redisServer!),
      createKafka(kcat!),
    ])
    shop = await startShop({
      env: {},
      ports: 'free',
      // The database may be slow for the machine's sake, and is away only where the test takes it away.
      patience: 12,
      settings: {
        databaseUrl: postgres.url,
        redisUrl: redis.url,
        kafkaBrokers: kafka.brokers,
        shippingMs: 500,
        deliveryMs: 500,
      },
      write: line => void lines.push(line),
    })
  })
  afterAll(async () => {
    await shop?.stop()
    await Promise.all([postgres?.remove(), redis?.stop(), kafka?.remove()])
  })

  const ask = async <T>(
    method: string,
    path: string,
    token = '',
    body?: unknown,
  ): Promise<{ status: number; body: T }> => {
    const response = await fetch(`${shop.urlOf('api-gateway')}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as T }
  }
  /** Of one counter of a service, over all of its labels. */
  const counted = async (service: ServiceName, name: string): Promise<number> => {
    const metric = await shop.service(service).kit.registry.getSingleMetric(name)!.get()
    return metric.values.reduce((sum, { value }) => sum + value, 0)
  }
  const register = async (email: string): Promise<string> => {
    const { status, body } = await ask<{ token: string }>('POST', '/users/register', '', {
      email,
      name: 'Ada',
      password: 'correct horse battery',
    })
    expect(status).toBe(201)
    return body.token
  }
  const buy = async (token: string): Promise<Order> => {
    const ordered = await ask<Order>('POST', '/orders/orders', token, {
      items: [{ productId: 'p-001', quantity: 1 }],
    })
    expect(ordered).toMatchObject({ status: 201, body: { status: 'awaiting_payment' } })
    const paid = await ask<Order>('POST', `/orders/orders/${ordered.body.id}/payments`, token, {
      method: 'card',
      token: 'tok_ok',
    })
    expect(paid).toMatchObject({ status: 200, body: { status: 'confirmed' } })
    return paid.body
  }
  const delivered = (token: string, { id }: Order): Promise<Order> =>
    until(`order ${id} to be delivered`, async () => {
      const { body } = await ask<Order>('GET', `/orders/orders/${id}`, token)
      return body.status === 'delivered' ? body : undefined
    })
  /** What is kept in each service's schema until Kafka has it. */
  const unsent = async (): Promise<number> => {
    const { database } = shop.service('order-service').kit
    const row = await database.one<{ n: number }>('SELECT count(*) AS n FROM outbox')
    return Number(row!.n)
  }

  it('sells, tells people, and goes on after each of its servers was away', async () => {
    for (const name of ['order-service', 'user-service', 'payment-service'] as const) {
      expect(shop.service(name).kit.database.kind).toBe('postgres')
    }
    expect(shop.service('api-gateway').kit.cache.kind).toBe('redis')
    expect(shop.service('order-service').kit.events.kind).toBe('kafka')

    const token = await register('ada@example.com')
    const order = await delivered(token, await buy(token))
    expect(order.history.map(({ status }) => status)).toEqual([
      'awaiting_payment',
      'confirmed',
      'shipped',
      'delivered',
    ])
    const notified = () => counted('notification-worker', 'notification_notifications_sent_total')
    await until('people to be told', notified)

    await redis.stop()
    await buy(token)
    await redis.start()

    await kafka.stop()
    await buy(token)
    expect(await unsent()).toBeGreaterThan(0)
    const before = await notified()
    await kafka.start()
    await until('what was kept to be sent', async () => (await unsent()) === 0)
    await until('people to be told of it', async () => (await notified()) > before)

    await postgres.stop()
    const away = await ask('POST', '/users/login', '', {
      email: 'ada@example.com',
      password: 'correct horse battery',
    })
    expect(away.status).toBeGreaterThanOrEqual(500)
    await postgres.start()
    const again = await until('people to be let in again', async () => {
      const { status, body } = await ask<{ token: string }>('POST', '/users/login', '', {
        email: 'ada@example.com',
        password: 'correct horse battery',
      })
      return status === 200 ? body.token : undefined
    })
    expect((await ask<Order>('GET', `/orders/orders/${order.id}`, again)).body).toEqual(order)
    await delivered(again, await buy(again))

    const said = lines.map(line => JSON.parse(line).message as string)
    for (const once of ['Redis is back', 'Kafka is back']) {
      expect(said.filter(message => message === once).length).toBeGreaterThan(0)
    }
  })
})
