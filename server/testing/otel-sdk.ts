/** The OpenTelemetry JS SDK with one of its exporters, as a service has it. */
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc'
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter as JsonExporter,
} from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics'
import type { OtlpDoors } from './otlp-doors.ts'

export type SdkProtocol = 'http/json' | 'http/protobuf' | 'grpc'
export const SDK_PROTOCOLS: readonly SdkProtocol[] = ['http/json', 'http/protobuf', 'grpc']

export interface SdkOptions {
  readonly delta?: boolean
  readonly exponential?: boolean
  readonly attributes?: Record<string, string>
}

/**
 * Exports when told to (`forceFlush`), and once more at the end; a failed export fails the flush. Each export has a millisecond of its own: of two
 * samples of one time only the last counts.
 */
export function startSdk(
  doors: Pick<OtlpDoors, 'httpUrl' | 'grpcUrl'>,
  protocol: SdkProtocol,
  options: SdkOptions = {},
): MeterProvider {
  const temporalityPreference = options.delta
    ? AggregationTemporalityPreference.DELTA
    : AggregationTemporalityPreference.CUMULATIVE
  const http = { url: `${doors.httpUrl}/v1/metrics`, temporalityPreference, timeoutMillis: 20_000 }
  const exporters: Record<SdkProtocol, () => PushMetricExporter> = {
    'http/json': () => new JsonExporter(http),
    'http/protobuf': () => new ProtobufExporter({ ...http, compression: 'gzip' as never }),
    grpc: () =>
      new GrpcExporter({
        url: doors.grpcUrl,
        temporalityPreference,
        timeoutMillis: 20_000,
        compression: 'gzip' as never,
      }),
  }
  const provider = new MeterProvider({
    resource: resourceFromAttributes({
      'service.name': 'checkout',
      'service.instance.id': 'c-1',
      ...options.attributes,
    }),
    readers: [
      new PeriodicExportingMetricReader({ exporter: exporters[protocol](), exportIntervalMillis: 3_600_000 }),
    ],
    views: options.exponential
      ? [{ instrumentName: '*', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }]
      : [],
  })
  const flush = provider.forceFlush.bind(provider)
  provider.forceFlush = async flushOptions => {
    await flush(flushOptions)
    const endMs = performance.now() + 1
    while (performance.now() <= endMs) await new Promise(resolve => setImmediate(resolve))
  }
  return provider
}
