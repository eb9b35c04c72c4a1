/** A `remote_write` section with Prometheus's defaults, made quick for tests, with what a test wants to be different. */
import type { QueueConfig, RemoteWriteConfig } from '../src/config/prometheus/types.ts'
import { httpClientConfig } from './http-client-config.ts'

export function remoteWriteConfig(
  url: string,
  fields: Partial<Omit<RemoteWriteConfig, 'queue'>> & { readonly queue?: Partial<QueueConfig> } = {},
): RemoteWriteConfig {
  return {
    name: '',
    url,
    remoteTimeoutMs: 60_000,
    headers: {},
    writeRelabelConfigs: [],
    sendExemplars: true,
    sendNativeHistograms: true,
    roundRobinDns: false,
    protobufMessage: 'prometheus.WriteRequest',
    http: httpClientConfig(),
    metadata: { send: true, sendIntervalMs: 60_000, maxSamplesPerSend: 2000 },
    ...fields,
    queue: {
      capacity: 10_000,
      maxShards: 50,
      minShards: 1,
      maxSamplesPerSend: 2000,
      batchSendDeadlineMs: 5,
      minBackoffMs: 5,
      maxBackoffMs: 20,
      retryOnRateLimit: false,
      sampleAgeLimitMs: 0,
      ...fields.queue,
    },
  }
}
