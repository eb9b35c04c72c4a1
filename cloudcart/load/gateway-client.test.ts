import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createGatewayClient } from './gateway-client.ts'

const ORIGIN = { address: '203.0.113.7', userAgent: 'Somebody CloudCartLoad/1.0' }

async function listening(listener: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

describe('createGatewayClient', () => {
  it('says who asks from where, and reads what is wanted', async () => {
    await using server = await listening((request, response) => {
      let text = ''
      request.on('data', chunk => (text += chunk))
      request.on('end', () =>
        response.end(JSON.stringify({ headers: request.headers, url: request.url, text })),
      )
    })
    const client = createGatewayClient(server.url)
    const request = {
      method: 'POST',
      path: '/api/x?y=1',
      body: { a: 1 },
      token: 'abc',
      idempotencyKey: 'k',
    } as const
    const answer = await client.send(ORIGIN, request, true)
    expect(answer).toMatchObject({ outcome: 'ok', status: 200 })
    expect(answer.body).toMatchObject({
      url: '/api/x?y=1',
      text: '{"a":1}',
      headers: {
        'x-forwarded-for': '203.0.113.7',
        'user-agent': 'Somebody CloudCartLoad/1.0',
        authorization: 'Bearer abc',
        'idempotency-key': 'k',
        'content-type': 'application/json',
      },
    })
    expect((await client.send(ORIGIN, { method: 'GET', path: '/' })).body).toBeUndefined()
    await client.close()
  })

  it('has a word for each way to fail, and never throws', async () => {
    const statuses = [204, 404, 429, 503]
    await using server = await listening((request, response) => {
      const status = Number(request.url!.slice(1))
      if (status === 0) request.socket.destroy()
      else if (status > 1) response.writeHead(status).end('not { json')
    })
    const client = createGatewayClient(server.url)
    const hasty = createGatewayClient(server.url, { timeoutMs: 50 })
    const outcomes = []
    for (const status of statuses) {
      const { outcome, body } = await client.send(ORIGIN, { method: 'GET', path: `/${status}` }, true)
      expect(body).toBeUndefined()
      outcomes.push(outcome)
    }
    expect(outcomes).toEqual(['ok', 'refused', 'limited', 'failed'])
    expect((await client.send(ORIGIN, { method: 'GET', path: '/0' })).outcome).toBe('unreachable')
    expect((await hasty.send(ORIGIN, { method: 'GET', path: '/1' })).outcome).toBe('timeout')
    await Promise.all([client.close(), hasty.close()])
    expect((await client.send(ORIGIN, { method: 'GET', path: '/204' })).outcome).toBe('unreachable')
  })
})
