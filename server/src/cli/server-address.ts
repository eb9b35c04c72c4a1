/**
 * Where a command finds the server: on this machine by its data directory, where it left its address and a token that only the owner of the
 * files can read; elsewhere by `--server` and `--token`.
 */
import { resolve } from 'node:path'
import { loadConfig } from '../config/index.ts'
import { VedetteError } from '../errors.ts'
import { readDataDirectoryOwner } from '../store/data-directory.ts'
import { CONFIG_OPTION, type Option, type Terminal, UsageError } from './command.ts'

export interface ServerAddress {
  readonly url: string
  /** undefined: none was given, which a server on loopback may accept. */
  readonly token: string | undefined
}

export function serverOptions(scope: 'admin' | 'read'): readonly Option[] {
  return [
    { name: 'server', value: 'URL', description: 'a server elsewhere (or VEDETTE_SERVER)' },
    {
      name: 'token',
      value: 'TOKEN',
      description: `${scope === 'admin' ? 'an admin' : 'a read'} token for it (or, better, VEDETTE_TOKEN)`,
    },
    { name: 'data', value: 'DIR', description: 'the data directory of the server on this machine' },
    CONFIG_OPTION,
  ]
}

export async function findServer(
  values: Readonly<Record<string, string>>,
  { env, cwd }: Terminal,
  /** Which option names the server. */
  option: 'server' | 'against' = 'server',
): Promise<ServerAddress> {
  const server = values[option] ?? env.VEDETTE_SERVER
  if (server) {
    if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
      throw new UsageError(`--${option}: expected a URL such as https://vedette.example.com, got ${server}`)
    }
    return { url: server.replace(/\/+$/, ''), token: values.token ?? env.VEDETTE_TOKEN }
  }
  const data = values.data
    ? resolve(cwd, values.data)
    : loadConfig({ path: values.config, env, cwd }).config.dataPath
  const owner = await readDataDirectoryOwner(data)
  if (!owner) {
    throw new VedetteError(
      'not-ready',
      `no Vedette runs on ${data}. Start it with "vedette start", or name a server elsewhere with --server and --token.`,
    )
  }
  if (!owner.url || !owner.adminToken) {
    throw new VedetteError(
      'not-ready',
      `the Vedette on ${data} (process ${owner.pid}) is starting and does not answer yet: try again in a moment`,
    )
  }
  return { url: owner.url.replace(/\/+$/, ''), token: owner.adminToken }
}
