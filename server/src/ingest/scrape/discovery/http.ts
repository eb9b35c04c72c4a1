/** `http_sd_configs`: target groups as JSON from a URL, asked for at every refresh interval. */
import { STATUS_CODES } from 'node:http'
import type { HttpDiscovery } from '../../../config/prometheus/types.ts'
import { messageOf } from '../../../errors.ts'
import { createHttpClient, type HttpClientOptions } from '../../http-client.ts'
import type { Findings, Mechanism } from './mechanism.ts'
import { startRefreshing } from './refresh.ts'
import { readTargetGroups, type TargetGroup, targetsOf } from './target-groups.ts'

const MAX_BODY_BYTES = 64 * 1024 * 1024
const JSON_TYPE = /^application\/json(;\s*charset=("utf-8"|utf-8))?$/i

export function startHttp(config: HttpDiscovery, findings: Findings, options: HttpClientOptions): Mechanism {
  const client = createHttpClient(config.http, options)
  let groupCount = 0

  async function ask(signal: AbortSignal): Promise<TargetGroup[]> {
    const answer = await client.fetch({
      url: config.url,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'gzip',
        'x-prometheus-refresh-interval-seconds': String(config.refreshIntervalMs / 1000),
      },
      timeoutMs: config.refreshIntervalMs,
      maxBodyBytes: MAX_BODY_BYTES,
      signal,
    })
    if (answer.status !== 200) {
      throw new Error(`the answer has status ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trim())
    }
    const type = String(answer.headers['content-type'] ?? '').trim()
    if (!JSON_TYPE.test(type)) {
      throw new Error(`the answer has the content type ${JSON.stringify(type)}, not application/json`)
    }
    return readTargetGroups(JSON.parse(answer.body.toString('utf8')))
  }

  const refreshing = startRefreshing(config.refreshIntervalMs, async signal => {
    try {
      const groups = await ask(signal)
      for (const [i, group] of groups.entries()) {
        findings.set(String(i), targetsOf(group, { __meta_url: withoutPassword(config.url) }))
      }
      for (let i = groups.length; i < groupCount; i++) findings.set(String(i), [])
      groupCount = groups.length
    } catch (error) {
      if (!signal.aborted) findings.failed(`${new URL(config.url).host}: ${messageOf(error)}`)
    }
  })
  return {
    first: refreshing.first,
    async stop() {
      await refreshing.stop()
      await client.close()
    },
  }
}

/** The label is shown with every target. */
function withoutPassword(url: string): string {
  const parsed = new URL(url)
  if (parsed.password === '') return url
  parsed.password = 'xxxxx'
  return parsed.href
}
