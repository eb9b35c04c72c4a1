/** Starts an app listening, and stops it within a deadline. What goes wrong here is what a newcomer meets first, so it is said in words. */
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { messageOf, VedetteError } from '../errors.ts'
import { formatListenAddress, type ListenAddress } from './listen-address.ts'

export interface Listening {
  /** With the port that the system picked, where 0 was asked for. */
  readonly address: ListenAddress
  /** For people and links: `http://127.0.0.1:9090`. */
  readonly url: string
}

export async function startListening(
  app: FastifyInstance,
  address: ListenAddress,
  /** The setting that moves the address: `http.listen`. */
  setting: string,
  /** How long whoever has the port already may take to say who that is. */
  patienceMs = 1000,
): Promise<Listening> {
  try {
    await app.listen({ host: address.host, port: address.port })
  } catch (error) {
    throw await inWords(error, address, setting, patienceMs)
  }
  const { port } = app.server.address() as AddressInfo
  const bound = { host: address.host, port }
  return { address: bound, url: urlOf(bound) }
}

/** Takes no more requests, lets those under way end, and cuts off what is left after the deadline. */
export async function stopListening(app: FastifyInstance, deadlineMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), deadlineMs)
  try {
    await app.close()
  } finally {
    clearTimeout(timer)
  }
}

/** A URL that works from this machine: `0.0.0.0` and `::` are everywhere, so also on localhost. */
function urlOf({ host, port }: ListenAddress): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${formatListenAddress({ host: name, port })}`
}

async function inWords(
  error: unknown,
  address: ListenAddress,
  setting: string,
  patienceMs: number,
): Promise<VedetteError> {
  const at = formatListenAddress(address)
  const code = (error as NodeJS.ErrnoException).code
  const change = `set ${setting} to another address.`
  switch (code) {
    case 'EADDRINUSE':
      return new VedetteError(
        'config-invalid',
        `Vedette can't listen on ${at}: ${await whoIsThere(address, patienceMs)}. Stop it, or ${change}`,
        { cause: error },
      )
    case 'EACCES':
      return new VedetteError(
        'config-invalid',
        `Vedette may not listen on ${at}: ports below 1024 are for privileged processes. Take a higher port: ${change}`,
        { cause: error },
      )
    case 'EADDRNOTAVAIL':
      return new VedetteError(
        'config-invalid',
        `Vedette can't listen on ${at}: this machine has no address ${address.host}. Check the address, or ${change}`,
        { cause: error },
      )
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new VedetteError(
        'config-invalid',
        `Vedette can't listen on ${at}: the name ${address.host} does not resolve. Check the name, or ${change}`,
        { cause: error },
      )
    default:
      return new VedetteError('config-invalid', `Vedette can't listen on ${at}: ${messageOf(error)}`, {
        cause: error,
      })
  }
}

const USUAL: Readonly<Record<number, string>> = {
  4317: 'an OpenTelemetry Collector or Jaeger, whose port this is',
  4318: 'an OpenTelemetry Collector or Jaeger, whose port this is',
  9090: 'a Prometheus, whose port this is',
  9091: 'a Pushgateway, whose port this is',
}

/** Asks whoever has the port for their name. Prometheus and Vedette both say it at `/-/healthy`. */
async function whoIsThere(address: ListenAddress, patienceMs: number): Promise<string> {
  try {
    const answer = await fetch(`${urlOf(address)}/-/healthy`, { signal: AbortSignal.timeout(patienceMs) })
    const text = (await answer.text()).slice(0, 200)
    if (text.startsWith('Vedette')) return 'another Vedette is running there'
    if (text.startsWith('Prometheus')) return 'a Prometheus is running there'
  } catch {
    // Nobody who speaks HTTP; the port says what is likely.
  }
  const usual = USUAL[address.port]
  return `another program is listening there${usual === undefined ? '' : `, perhaps ${usual}`}`
}
