/** The settings that `vedette start` also takes as flags, because people change them from one start to the next. */
export interface Flag {
  readonly name: string
  readonly path: readonly string[]
  readonly value: string
  readonly description: string
}

export const FLAGS: readonly Flag[] = [
  { name: 'data', path: ['data'], value: 'DIR', description: 'where to keep the data (./data)' },
  {
    name: 'listen',
    path: ['http', 'listen'],
    value: 'ADDRESS',
    description: 'where to listen for HTTP (127.0.0.1:9090)',
  },
  {
    name: 'prometheus',
    path: ['prometheus', 'config'],
    value: 'FILE',
    description: 'a prometheus.yml that says what to scrape',
  },
  {
    name: 'otlp-http-listen',
    path: ['otlp', 'http_listen'],
    value: 'ADDRESS',
    description: 'where to take OTLP over HTTP (127.0.0.1:4318), or off',
  },
  {
    name: 'otlp-grpc-listen',
    path: ['otlp', 'grpc_listen'],
    value: 'ADDRESS',
    description: 'where to take OTLP over gRPC (127.0.0.1:4317), or off',
  },
  {
    name: 'store-url',
    path: ['store', 'url'],
    value: 'URL',
    description: 'a ClickHouse server instead of the embedded one',
  },
  {
    name: 'memory',
    path: ['memory', 'budget'],
    value: 'SIZE',
    description: 'how much memory to use (the smaller of 2GiB and half of what is there)',
  },
  {
    name: 'log-level',
    path: ['log', 'level'],
    value: 'LEVEL',
    description: 'debug, info, warn or error (info)',
  },
  {
    name: 'log-format',
    path: ['log', 'format'],
    value: 'FORMAT',
    description: 'auto, text or json (auto)',
  },
]
