import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiError } from './api-error.ts'
import { askBatched, type BatchedQuestion } from './batch.ts'
import { onSignInWanted } from './client.ts'

type Asked = { readonly id: string; readonly query: string }

let answer: (queries: readonly Asked[], response: ServerResponse) => void
const requests: (readonly Asked[])[] = []
const names: string[] = []
let onCancel: (cancelled: { readonly batch: string; readonly ids: readonly string[] }) => void = () => {}
const plainFetch = globalThis.fetch

const server = createServer((request: IncomingMessage, response) => {
  let body = ''
  request.on('data', chunk => (body += chunk))
  request.on('end', () => {
    if (request.url!.endsWith('/cancel')) {
      onCancel(JSON.parse(body))
      response.writeHead(204).end()
      return
    }
    const { batch, queries } = JSON.parse(body) as { batch: string; queries: readonly Asked[] }
    requests.push(queries)
    names.push(batch)
    answer(queries, response)
  })
})

beforeAll(async () => {
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  // In a browser paths are of the page's origin.
  vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
    plainFetch(`http://127.0.0.1:${port}${path}`, init),
  )
})

afterAll(() => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  server.close()
})

beforeEach(() => {
  requests.length = 0
  names.length = 0
})

const instant = (query: string): BatchedQuestion => ({ kind: 'instant', query, atMs: 60_000 })
const line = ({ id, query }: Asked): string =>
  `${JSON.stringify({ id, status: 'success', data: { resultType: 'string', result: [60, query] } })}\n`
const inOneGo = (queries: readonly Asked[], response: ServerResponse): void =>
  void response.end(queries.map(line).join(''))
const said = async (asked: ReturnType<typeof askBatched>): Promise<unknown> =>
  ((await asked).data.result as unknown as [number, string])[1]

describe('questions of one tick', () => {
  it('go in one request, each once, and everybody gets the answer', async () => {
    answer = inOneGo
    const asked = [askBatched(instant('a')), askBatched(instant('b')), askBatched(instant('a'))]
    expect(await Promise.all(asked.map(said))).toEqual(['a', 'b', 'a'])
    expect(requests.map(queries => queries.map(({ query }) => query))).toEqual([['a', 'b']])
    expect(requests[0]![0]).toEqual({ id: '0', kind: 'instant', query: 'a', time: 60 })
    expect(await said(askBatched(instant('c')))).toBe('c')
    expect(requests).toHaveLength(2)
  })

  it('go in several requests where they are too many for one', async () => {
    answer = inOneGo
    const names = Array.from({ length: 130 }, (_, i) => `q${i}`)
    expect(await Promise.all(names.map(name => said(askBatched(instant(name)))))).toEqual(names)
    expect(requests.map(queries => queries.length).sort()).toEqual([100, 30].sort())
  })

  it('are answered when their line is there, wherever the bytes are cut', async () => {
    let finish = (): void => {}
    answer = (queries, response) => {
      const first = line(queries[0]!)
      response.write(first.slice(0, 20))
      response.write(`${first.slice(20)}${line(queries[1]!).slice(0, 9)}`)
      finish = () => response.end(line(queries[1]!).slice(9))
    }
    const first = askBatched(instant('ä'))
    const second = askBatched(instant('b'))
    expect(await said(first)).toBe('ä')
    finish()
    expect(await said(second)).toBe('b')
  })

  it('fail one by one', async () => {
    answer = ([a, b], response) =>
      void response.end(
        `${JSON.stringify({ id: a!.id, status: 'error', errorType: 'execution', error: 'too many' })}\n${line(b!)}`,
      )
    const first = askBatched(instant('a')).catch((error: ApiError) => [error.kind, error.message])
    expect(await said(askBatched(instant('b')))).toBe('b')
    expect(await first).toEqual(['execution', 'too many'])
  })

  it('fail where the connection ends before their line', async () => {
    answer = ([a], response) => void response.end(line(a!))
    const first = askBatched(instant('a'))
    const second = askBatched(instant('b')).catch((error: ApiError) => error.message)
    expect(await said(first)).toBe('a')
    expect(await second).toBe('the connection broke off before this was answered')
  })

  it('lead to the sign-in page where the server wants to know who asks', async () => {
    const wanted = vi.fn()
    const stop = onSignInWanted(wanted)
    answer = (_, response) =>
      void response
        .writeHead(401)
        .end(JSON.stringify({ status: 'error', errorType: 'unauthorized', error: 'no token' }))
    const words = await askBatched(instant('a')).catch((error: ApiError) => [error.status, error.message])
    expect(words).toEqual([401, 'no token'])
    expect(wanted).toHaveBeenCalledOnce()
    stop()
  })
})

describe('who wants no answer any more', () => {
  it('goes alone; the others get theirs', async () => {
    answer = inOneGo
    const gone = new AbortController()
    const first = askBatched(instant('a'), gone.signal).catch(() => 'gone')
    const same = askBatched(instant('a'))
    gone.abort()
    expect(await first).toBe('gone')
    expect(await said(same)).toBe('a')
  })

  it('is not asked for when the tick is over', async () => {
    answer = inOneGo
    const gone = new AbortController()
    const first = askBatched(instant('a'), gone.signal).catch(() => 'gone')
    gone.abort()
    await first
    expect(await said(askBatched(instant('b')))).toBe('b')
    expect(requests.flat().map(({ query }) => query)).toEqual(['b'])
  })

  it('is told to the server while others wait, all at once', async () => {
    const gone = new AbortController()
    let answerTheRest = (): void => {}
    answer = (queries, response) => {
      answerTheRest = () => response.end(line(queries.find(({ query }) => query === 'b')!))
      gone.abort()
    }
    const cancelled = new Promise(done => {
      onCancel = done
    })
    const leave = (query: string) => askBatched(instant(query), gone.signal).catch(() => 'gone')
    const [first, stays, second] = [leave('a'), askBatched(instant('b')), leave('c')]
    expect(await Promise.all([first, second])).toEqual(['gone', 'gone'])
    expect(await cancelled).toEqual({ batch: names[0], ids: ['0', '2'] })
    answerTheRest()
    expect(await said(stays)).toBe('b')
  })

  it('ends the request when nobody is left', async () => {
    const closed = new Promise<void>(done => {
      answer = (_, response) => {
        response.write('\n')
        response.on('close', done)
        gone.abort()
      }
    })
    const gone = new AbortController()
    const first = askBatched(instant('a'), gone.signal).catch(() => 'gone')
    const second = askBatched(instant('b'), gone.signal).catch(() => 'gone')
    expect(await Promise.all([first, second])).toEqual(['gone', 'gone'])
    await closed
  })
})
