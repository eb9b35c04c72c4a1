/** How to point things at Vedette: for each door the lines to copy. Where tokens are needed, they show where one goes. */
import type { OverviewDoor } from '@vedette/api'

export interface DoorAddresses {
  /** As people reach the HTTP server: `http://127.0.0.1:9090`. */
  readonly httpUrl: string
  /** `http://127.0.0.1:4318`; undefined where OTLP has no listener of its own. */
  readonly otlpHttpUrl: string | undefined
  /** `http://127.0.0.1:4317` */
  readonly otlpGrpcUrl: string | undefined
  readonly tokensNeeded: boolean
}

export type DoorName = 'scrape' | 'remote-write' | 'otlp' | 'push'

export function describeDoors(
  addresses: DoorAddresses,
  samplesPerSecond: (door: DoorName) => number,
): OverviewDoor[] {
  const { httpUrl, otlpGrpcUrl, tokensNeeded } = addresses
  const otlpHttp = addresses.otlpHttpUrl ?? `${httpUrl}/api/v1/otlp`
  const yamlToken = tokensNeeded ? '\n    authorization:\n      credentials: vdt_...' : ''
  const otlpToken = tokensNeeded ? '\nexport OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer vdt_..."' : ''
  const curlToken = tokensNeeded ? ' -H "Authorization: Bearer vdt_..."' : ''
  return [
    {
      name: 'Scraping',
      url: '',
      samplesPerSecond: samplesPerSecond('scrape'),
      where: 'In vedette.yml, to read the prometheus.yml that you have',
      snippet: 'prometheus:\n  config: prometheus.yml',
    },
    {
      name: 'Remote write',
      url: `${httpUrl}/api/v1/write`,
      samplesPerSecond: samplesPerSecond('remote-write'),
      where: 'In prometheus.yml, to pass on what your Prometheus has',
      snippet: `remote_write:\n  - url: ${httpUrl}/api/v1/write${yamlToken}`,
    },
    {
      name: 'OpenTelemetry',
      url: [`${otlpHttp}/v1/metrics`, ...(otlpGrpcUrl === undefined ? [] : [`${otlpGrpcUrl} (gRPC)`])].join(
        ', ',
      ),
      samplesPerSecond: samplesPerSecond('otlp'),
      where: 'In the environment of any OpenTelemetry SDK',
      snippet: `export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp}${otlpToken}${
        otlpGrpcUrl === undefined ? '' : `\n# with OTEL_EXPORTER_OTLP_PROTOCOL=grpc: ${otlpGrpcUrl}`
      }`,
    },
    {
      name: 'Push',
      url: `${httpUrl}/metrics/job/<name>`,
      samplesPerSecond: samplesPerSecond('push'),
      where: 'At the end of a batch job, as with a Pushgateway',
      snippet: `echo "backup_last_success_seconds $(date +%s)" |\n  curl --data-binary @-${curlToken} ${httpUrl}/metrics/job/backup`,
    },
  ]
}
