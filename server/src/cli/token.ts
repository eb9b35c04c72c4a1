/** `vedette token create|list|revoke`. */
import {
  type CreatedToken,
  createTokenRequest,
  DEFAULT_PROJECT,
  parseExpiryMs,
  SCOPES,
  type TokenInfo,
  type TokenList,
} from '@vedette/api'
import { adminClient, SERVER_OPTIONS } from './admin-client.ts'
import { type Command, UsageError } from './command.ts'

const PATH = '/api/v1/admin/tokens'

const create: Command = {
  name: 'token create',
  summary: 'make an access token',
  details: `The running server makes it and keeps only a hash: the token is printed once, on standard output.
Scopes: ingest (send data in), read (ask), admin (both, and manage tokens and configuration).`,
  options: [
    { name: 'name', short: 'n', value: 'NAME', description: 'what it is for, so that people know later' },
    { name: 'scope', short: 's', value: 'SCOPES', description: `${SCOPES.join(', ')}; several with commas` },
    { name: 'project', value: 'PROJECT', description: `the project it is for (${DEFAULT_PROJECT})` },
    { name: 'expires', value: 'WHEN', description: 'after 90d, say, or at 2027-01-31T00:00:00Z (never)' },
    ...SERVER_OPTIONS,
  ],
  examples: ['vedette token create --name prometheus-eu --scope ingest --expires 365d'],
  async run(given, terminal) {
    const { name, scope, project, expires } = given.values
    if (name === undefined) throw new UsageError('--name is missing: say what the token is for')
    if (scope === undefined) throw new UsageError(`--scope is missing: one or more of ${SCOPES.join(', ')}`)
    const request = createTokenRequest.safeParse({
      name,
      scopes: scope.split(',').map(each => each.trim()),
      ...(project === undefined ? {} : { project }),
      ...(expires === undefined ? {} : { expires }),
    })
    if (!request.success) throw new UsageError(request.error.issues[0]!.message)
    if (expires !== undefined && parseExpiryMs(expires, Date.now()) === undefined) {
      throw new UsageError(
        '--expires: expected a duration such as 90d, or a time such as 2027-01-31T00:00:00Z',
      )
    }
    const client = await adminClient(given, terminal)
    const created = (await client.request('POST', PATH, request.data)) as CreatedToken
    terminal.err(
      `Token ${created.id} for ${request.data.name} (${request.data.scopes.join(', ')}; project ${request.data.project}). It is shown only now:`,
    )
    terminal.out(created.token)
    return 0
  },
}

const list: Command = {
  name: 'token list',
  summary: 'list the access tokens',
  options: [{ name: 'json', description: 'as JSON, for programs' }, ...SERVER_OPTIONS],
  async run(given, terminal) {
    const client = await adminClient(given, terminal)
    const { tokens } = (await client.request('GET', PATH)) as TokenList
    if (given.switches.has('json')) {
      terminal.out(JSON.stringify(tokens, undefined, 2))
      return 0
    }
    if (tokens.length === 0) terminal.err('There are no tokens. "vedette token create" makes one.')
    else for (const line of table([HEADINGS, ...tokens.map(row)])) terminal.out(line)
    return 0
  },
}

const revoke: Command = {
  name: 'token revoke',
  summary: 'make an access token invalid, at once and for good',
  operand: 'ID',
  options: SERVER_OPTIONS,
  examples: ['vedette token revoke 7f3c2a'],
  async run(given, terminal) {
    const [id, more] = given.rest
    if (id === undefined) throw new UsageError('the id of the token is missing: "vedette token list" has it')
    if (more !== undefined) throw new UsageError('one token at a time')
    const client = await adminClient(given, terminal)
    await client.request('DELETE', `${PATH}/${encodeURIComponent(id)}`)
    terminal.err(`Token ${id} is revoked.`)
    return 0
  },
}

export const tokenCommands: readonly Command[] = [create, list, revoke]

const HEADINGS = ['ID', 'NAME', 'SCOPES', 'PROJECT', 'CREATED', 'EXPIRES', 'LAST USED']

function row(token: TokenInfo): string[] {
  return [
    token.id,
    token.name,
    token.scopes.join(','),
    token.project,
    day(token.createdMs),
    token.expiresMs === undefined ? 'never' : day(token.expiresMs),
    token.lastUsedMs === undefined ? 'never' : day(token.lastUsedMs),
  ]
}

function day(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10)
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map(cells => cells[column]!.length)))
  return rows.map(cells =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}
