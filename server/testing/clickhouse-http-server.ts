/**
 * The child process of clickhouse-http-fixture.ts: ClickHouse's HTTP interface over an embedded engine. Speaks as a server of version 26
 * does where our client listens: statuses, exception headers, exceptions behind rows, the connection cut after one.
 */
import { writeFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Session } from 'chdb'

const { path, port, user, password } = JSON.parse(process.argv[2]!) as {
  path: string
  port: number
  user: string
  password: string
}

/** Parameters of a request that are not settings of its statement. */
const RESERVED = new Set([
  'query',
  'database',
  'query_id',
  'default_format',
  'wait_end_of_query',
  'user',
  'password',
])
const STATUSES: Readonly<Record<number, number>> = { 47: 404, 60: 404, 62: 400, 81: 404, 159: 408, 516: 403 }
const TAG = 'fixturetagfixtur'

const configPath = join(path, 'server.xml')
await mkdir(join(path, 'bodies'), { recursive: true })
writeFileSync(
  configPath,
  '<clickhouse><background_pool_size>2</background_pool_size><background_schedule_pool_size>4</background_schedule_pool_size></clickhouse>',
)
const open = (): Session =>
  new Session(join(path, 'engine'), { connectionArgs: [`--config-file=${configPath}`] })
const control = open()
const free: Session[] = []
let bodies = 0

// A request that comes just as the server ends the connection is lost, and real servers keep connections for longer than Node's five seconds.
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  answer(request, response).catch(error => response.destroy(error))
})
server.listen(port, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit(0))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, 'http://localhost')
  if (url.pathname === '/ping') {
    response.end('Ok.\n')
    return
  }
  const body = await read(request)
  if (
    request.headers['x-clickhouse-user'] !== user ||
    (request.headers['x-clickhouse-key'] ?? '') !== password
  ) {
    refuse(response, `Code: 516. DB::Exception: ${user}: Authentication failed. (AUTHENTICATION_FAILED)`)
    return
  }
  const session = free.pop() ?? open()
  const changed: string[] = []
  let file: string | undefined
  try {
    const given = url.searchParams.get('query')
    let text = given ?? body.toString('utf8')
    if (given !== null && body.length > 0) {
      file = join(path, 'bodies', `${bodies++}.native`)
      await writeFile(file, body)
      text = insertFromFile(given, file)
    }
    // The embedded engine gives every statement an id of its own; the given one travels as a comment.
    text = text.replace(/\bquery_id = /, "Settings['log_comment'] = ")
    const database = url.searchParams.get('database')
    if (database !== null) await session.queryAsync(`USE ${database}`)
    const settings = [`log_comment = ${quoted(url.searchParams.get('query_id') ?? '')}`]
    for (const [name, value] of url.searchParams) {
      if (RESERVED.has(name)) continue
      settings.push(`${name} = ${quoted(value)}`)
      if (!name.startsWith('param_')) changed.push(name)
    }
    await session.queryAsync(`SET ${settings.join(', ')}`)
    const format = url.searchParams.get('default_format') ?? 'TabSeparated'
    response.setHeader('X-ClickHouse-Format', format)
    response.setHeader('X-ClickHouse-Exception-Tag', TAG)
    if (url.searchParams.get('wait_end_of_query') === '1' || !/^\s*SELECT/i.test(text)) {
      const result = await session.queryAsync(text, { format })
      response.end(result.bytes())
    } else {
      await stream(session, text, format, response)
    }
  } catch (error) {
    await settle(session)
    refuse(response, (error as Error).message)
  } finally {
    // A late kill may hit these; the session goes with them then.
    const back = changed.map(name => `${name} = DEFAULT`)
    const reset = await session
      .queryAsync(`SET ${["log_comment = ''", ...back].join(', ')}`)
      .catch(() => undefined)
    if (reset === undefined) session.close()
    else free.push(session)
    if (file !== undefined) await rm(file)
  }
}

async function stream(
  session: Session,
  text: string,
  format: string,
  response: ServerResponse,
): Promise<void> {
  const chunks = session.queryStream(text, { format })
  const closed = new Promise<void>(resolve => void response.once('close', resolve))
  try {
    for await (const chunk of chunks) {
      if (response.destroyed) break
      if (!response.write(chunk.raw())) {
        await Promise.race([closed, new Promise<void>(resolve => void response.once('drain', resolve))])
      }
    }
    response.end()
  } catch (error) {
    if (!response.headersSent) throw error
    await settle(session)
    const { message } = error as Error
    const frame = `\r\n__exception__\r\n${TAG}\r\n${message}\n${Buffer.byteLength(message) + 1} ${TAG}\r\n__exception__\r\n`
    response.write(frame, () => response.destroy())
  }
}

/** What it says does not matter: where the statement's settings leave it little time, a busy machine may not do even this in it. */
async function settle(session: Session): Promise<void> {
  await session.queryAsync('SELECT 1').catch(() => {})
}

function refuse(response: ServerResponse, message: string): void {
  const number = Number(/Code: (\d+)\./.exec(message)?.[1] ?? 1002)
  response.writeHead(STATUSES[number] ?? 500, { 'X-ClickHouse-Exception-Code': String(number) })
  response.end(`${message}\n`)
}

function insertFromFile(statement: string, file: string): string {
  const match = /^INSERT INTO (\S+) (\(.*\)) FORMAT Native$/.exec(statement)
  if (match === null) throw new Error(`Code: 62. DB::Exception: the fixture does not know ${statement}`)
  const [, table, columns] = match
  return `INSERT INTO ${table} ${columns} SELECT ${columns!.slice(1, -1)} FROM file(${quoted(file)}, 'Native')`
}

function quoted(value: string): string {
  return `'${value.replace(/[\\']/g, char => `\\${char}`)}'`
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

control.query('SELECT 1')
