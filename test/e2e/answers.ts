/** What a running Vedette, or a Prometheus beside it, answers over HTTP. */
import type { HealthCheck, HealthReport, TargetDiscovery } from '@vedette/api'

export async function getJson(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000), ...init })
  return response.json()
}

export async function getText(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000), ...init })
  return response.text()
}

/** `data` of an answer of Prometheus's API; throws what the API says where it is an error. */
export async function ask<T>(base: string, path: string, init?: RequestInit): Promise<T> {
  const answer = (await getJson(`${base}/api/v1/${path}`, init)) as {
    status: string
    data: T
    error?: string
  }
  if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`)
  return answer.data
}

export async function health(base: string): Promise<HealthReport> {
  return (await getJson(`${base}/health`)) as HealthReport
}

export async function checkOf(base: string, name: string): Promise<HealthCheck> {
  const { checks } = await health(base)
  const found = checks.find(check => check.name === name)
  if (found === undefined) throw new Error(`no check of ${name} among ${checks.map(each => each.name)}`)
  return found
}

export async function targets(base: string): Promise<TargetDiscovery> {
  return ask<TargetDiscovery>(base, 'targets')
}

/** A metric of Vedette's own, all its label sets summed up; 0 where it has not been seen. */
export async function ownMetric(base: string, name: string, labels = ''): Promise<number> {
  const text = await getText(`${base}/metrics`)
  let sum = 0
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || !line.includes(labels)) continue
    const end = line.search(/[{ ]/)
    if (line.slice(0, end) === name) sum += Number(line.slice(line.lastIndexOf(' ') + 1))
  }
  return sum
}
