/** Breaks and mends as an admin does: through the gateway. */
import { DEMO_ADMIN } from '../contracts/demo-accounts.ts'
import type { FaultSwitch } from './play.ts'

export async function adminFaults(gatewayUrl: string, password: string): Promise<FaultSwitch> {
  const send = async (method: string, path: string, body?: unknown, token?: string): Promise<Response> => {
    const response = await fetch(gatewayUrl + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    })
    if (response.ok) return response
    const problem = (await response.json().catch(() => ({}))) as { detail?: string }
    throw new Error(`${method} ${path} answered ${response.status}: ${problem.detail ?? ''}`)
  }
  const login = await send('POST', '/api/users/login', { email: DEMO_ADMIN.email, password })
  const { token } = (await login.json()) as { token: string }
  return {
    async start(fault, grade, seconds) {
      await send('POST', `/api/chaos/faults/${fault}`, { grade, seconds: Math.min(3600, seconds) }, token)
    },
    async end(fault) {
      await send('DELETE', `/api/chaos/faults/${fault}`, undefined, token)
    },
    async endAll() {
      await send('DELETE', '/api/chaos/faults', undefined, token)
    },
  }
}
