/**
 * The settings of `vedette.yml`: one schema, from which the reader, the names in the environment and the reference page follow.
 *
 * A setting is added here and in settings.ts, which gives it the name and the unit that the code knows it by.
 */
import { z } from 'zod'
import { group, groupAbouts, setting } from './setting.ts'
import {
  choice,
  count,
  duration,
  filePath,
  flag,
  httpUrl,
  identifier,
  listenAddress,
  listenAddressOrOff,
  percentage,
  positiveDuration,
  secret,
  size,
  sizeOrAuto,
  text,
  textList,
} from './value-kinds.ts'

const http = group('The HTTP server: user interface, Prometheus API, remote write, push door.', {
  listen: setting(listenAddress, {
    default: '127.0.0.1:9090',
    example: '0.0.0.0:9090',
    description:
      'Where the HTTP server listens. Beyond loopback a token is needed for everything, see `access.required`.',
  }),
  external_url: setting(httpUrl, {
    default: '',
    example: 'https://vedette.example.com',
    description:
      'Under which URL people reach Vedette, where that is not the address it listens on (behind a proxy, in a container). Used in links.',
  }),
  ui: setting(flag, {
    default: true,
    example: 'false',
    description:
      'Whether the web UI is served at `/`. Without it, a plain overview stands there, which is at `/overview` otherwise.',
  }),
  body_limit: setting(size, {
    default: '32MiB',
    example: '64MiB',
    description:
      'The largest request body, compressed or not. A larger one is refused with 413, before it is unpacked into memory.',
  }),
  header_timeout: setting(positiveDuration, {
    default: '10s',
    example: '5s',
    description: 'How long a client may take to send the headers of a request.',
  }),
  body_timeout: setting(positiveDuration, {
    default: '1m',
    example: '5m',
    description: 'How long a client may take to send a whole request.',
  }),
})

const otlp = group(
  'OpenTelemetry: metrics pushed over HTTP and gRPC, and how they become Prometheus series.',
  {
    http_listen: setting(listenAddressOrOff, {
      default: '127.0.0.1:4318',
      example: '0.0.0.0:4318',
      description:
        'Where OTLP over HTTP is taken, besides `/api/v1/otlp/v1/metrics` on the HTTP server. `off` for nowhere.',
    }),
    grpc_listen: setting(listenAddressOrOff, {
      default: '127.0.0.1:4317',
      example: 'off',
      description: 'Where OTLP over gRPC is taken. `off` for nowhere.',
    }),
    body_limit: setting(size, {
      default: '32MiB',
      example: '16MiB',
      description: 'The largest request over either of them, compressed or not.',
    }),
    translation_strategy: setting(
      choice(
        'UnderscoreEscapingWithSuffixes',
        'UnderscoreEscapingWithoutSuffixes',
        'NoUTF8EscapingWithSuffixes',
        'NoTranslation',
      ),
      {
        default: 'UnderscoreEscapingWithSuffixes',
        example: 'NoTranslation',
        reload: true,
        description:
          "How OpenTelemetry's names become Prometheus's: whether characters such as the dot turn into underscores, and whether unit and type are appended (`http.server.duration` in ms becomes `http_server_duration_milliseconds`). The four strategies of Prometheus 3.",
      },
    ),
    promote_resource_attributes: setting(textList, {
      default: [],
      example: '[service.version, deployment.environment.name]',
      reload: true,
      description:
        'Resource attributes that become labels of every series, instead of only of `target_info`.',
    }),
    promote_all_resource_attributes: setting(flag, {
      default: false,
      example: 'true',
      reload: true,
      description: 'All resource attributes become labels, but for those of `ignore_resource_attributes`.',
    }),
    ignore_resource_attributes: setting(textList, {
      default: [],
      example: '[process.pid, process.command_args]',
      reload: true,
      description: 'What `promote_all_resource_attributes` leaves out.',
    }),
    keep_identifying_resource_attributes: setting(flag, {
      default: false,
      example: 'true',
      reload: true,
      description:
        '`target_info` also carries `service.name`, `service.namespace` and `service.instance.id`, which are `job` and `instance` anyway.',
    }),
    convert_histograms_to_nhcb: setting(flag, {
      default: false,
      example: 'true',
      reload: true,
      description:
        'Explicit-bucket histograms are kept as native histograms with custom buckets, one series instead of one per bucket.',
    }),
    promote_scope_metadata: setting(flag, {
      default: false,
      example: 'true',
      reload: true,
      description:
        "The instrumentation scope's name, version, schema URL and attributes become labels (`otel_scope_...`).",
    }),
  },
)

const memory = group(
  'One number bounds the memory; the shares say how it is divided. What is not given away is for queries and for the process itself.',
  {
    budget: setting(sizeOrAuto, {
      default: 'auto',
      example: '1GiB',
      description:
        'How much memory Vedette may use. `auto`: 2GiB, or half of what the machine or the container has where that is less.',
    }),
    head_share: setting(percentage, {
      default: '35%',
      example: '50%',
      description:
        'For the head, which keeps recent samples at hand. When it is full, it covers less time; nothing is lost, older samples are read from the database.',
    }),
    engine_share: setting(percentage, {
      default: '35%',
      example: '30%',
      description: 'For the embedded ClickHouse. A query that needs more fails. Not used with `store.url`.',
    }),
    queue_share: setting(percentage, {
      default: '10%',
      example: '15%',
      description:
        'For batches that are taken but not yet durable. When they need more, senders get 429 with `Retry-After` until the database has caught up.',
    }),
  },
)

const store = group('The database: ClickHouse, embedded in the process or a server or cluster of your own.', {
  url: setting(httpUrl, {
    default: '',
    example: 'http://clickhouse:8123',
    description:
      "ClickHouse's HTTP interface. Empty: the embedded engine, which keeps its files under `data`.",
  }),
  user: setting(text, {
    default: 'default',
    example: 'vedette',
    description: 'The ClickHouse user, with `store.url`.',
  }),
  password: setting(secret, {
    default: '',
    example: 'hunter2',
    description: "The user's password. Better in a file: `store.password_file`.",
  }),
  password_file: setting(filePath, {
    default: '',
    example: '/run/secrets/clickhouse-password',
    description: "A file that holds the user's password, and nothing else but perhaps a line break.",
  }),
  database: setting(identifier, {
    default: 'vedette',
    example: 'vedette_staging',
    description: 'The database of ClickHouse that holds our tables. It is created where it does not exist.',
  }),
  readers: setting(count(1, 64), {
    default: 3,
    example: '8',
    description:
      'How many queries run in the database at once. Writing has a connection of its own and never waits for them.',
  }),
  chunks: setting(flag, {
    default: true,
    example: 'false',
    description:
      'Whether days that are over get a second, compact copy in the directory `chunks` under `data`, from which questions over weeks are answered several times faster. It takes up to twice the disk that the samples themselves take, and may be deleted at any time. Only for the embedded engine.',
  }),
  commit: group('Group commit: how samples gather before they are written.', {
    linger: setting(duration, {
      default: '1s',
      example: '5s',
      description:
        'How long scraped samples, which nobody waits for, may gather before they are written. Pushed ones are written at once.',
    }),
    spacing: setting(duration, {
      default: '100ms',
      example: '500ms',
      description:
        'The least time between two small writes: longer means fewer, larger parts and slower acknowledgements.',
    }),
    patience: setting(positiveDuration, {
      default: '30s',
      example: '10s',
      description:
        'How long a sender waits for its samples to be durable before it is told to try again. They are written nevertheless; sending them twice does no harm.',
    }),
  }).prefault({}),
  retention: group('How long data is kept.', {
    metrics: setting(positiveDuration, {
      default: '30d',
      example: '90d',
      description:
        'Samples, exemplars and metadata. Older ones are deleted in the background, and no longer taken.',
    }),
    dead_letters: setting(positiveDuration, {
      default: '7d',
      example: '1d',
      description: 'The notes about what could not be stored, and why.',
    }),
  }).prefault({}),
  head: group('The head: recent samples in memory, in front of the database.', {
    window: setting(positiveDuration, {
      default: '7h',
      example: '3h',
      description:
        'How much time the head covers, as long as its share of the memory lasts (`memory.head_share`). Questions that reach further back read the database.',
    }),
  }).prefault({}),
})

const limits = group(
  'What a project may send. A sample beyond a limit is refused or dropped with the reason, and counted.',
  {
    active_series: setting(count(1, 1e9), {
      default: 2_000_000,
      example: '500000',
      reload: true,
      description: 'Series that had a sample lately. New series beyond it are refused, known ones go on.',
    }),
    labels_per_series: setting(count(1, 1000), {
      default: 64,
      example: '30',
      reload: true,
      description: 'Labels of one series, the name included.',
    }),
    label_name_length: setting(count(1, 65_536), {
      default: 1024,
      example: '256',
      reload: true,
      description: 'Bytes of a label name.',
    }),
    label_value_length: setting(count(1, 1_048_576), {
      default: 4096,
      example: '2048',
      reload: true,
      description: 'Bytes of a label value.',
    }),
    sample_age: setting(duration, {
      default: '0',
      example: '1d',
      reload: true,
      description:
        'How old a sample may be when it arrives. 0: as old as what `store.retention.metrics` keeps.',
    }),
    sample_future: setting(duration, {
      default: '10m',
      example: '1m',
      reload: true,
      description: "How far a sample's time may lie ahead of our clock.",
    }),
    histogram_buckets: setting(count(1, 100_000), {
      default: 1000,
      example: '160',
      reload: true,
      description: 'Buckets of one native histogram.',
    }),
    exemplar_length: setting(count(1, 65_536), {
      default: 128,
      example: '256',
      reload: true,
      description: "Characters of an exemplar's label names and values together; 128 is OpenMetrics's limit.",
    }),
  },
)

const query = group('Questions in PromQL: what one may take, and what is switched on.', {
  timeout: setting(positiveDuration, {
    default: '2m',
    example: '30s',
    description: 'How long a query may run, waiting for its turn included. A request may ask for less.',
  }),
  max_concurrency: setting(count(1, 10_000), {
    default: 20,
    example: '50',
    description: 'Queries that run at the same time. Others wait for their turn.',
  }),
  max_points: setting(count(1, 10_000_000), {
    default: 11_000,
    example: '50000',
    description: 'Points of one series in the answer to a range query.',
  }),
  max_series: setting(count(1, 1e9), {
    default: 1_000_000,
    example: '100000',
    description: 'Series that one query may select.',
  }),
  max_samples: setting(count(1, 1e12), {
    default: 50_000_000,
    example: '10000000',
    description: 'Points that one query may hold at once, its answer included.',
  }),
  max_samples_read: setting(count(1, 1e15), {
    default: 2_000_000_000,
    example: '100000000',
    description: 'Samples that one query may look at.',
  }),
  memory: setting(size, {
    default: '512MiB',
    example: '128MiB',
    description: 'Memory that one query may hold. All together may hold what `memory` gives to nobody else.',
  }),
  lookback_delta: setting(positiveDuration, {
    default: '5m',
    example: '1m',
    description:
      'How far back a query looks for the latest sample of a series. A request may ask for another.',
  }),
  log_file: setting(filePath, {
    default: '',
    example: 'query.log',
    description:
      'A file to which every query is written with what it cost, one JSON object a line, as Prometheus does it.',
  }),
  slow: setting(duration, {
    default: '10s',
    example: '1s',
    description: 'A query that takes longer is named in the log. 0: none is.',
  }),
  experimental: group('What Prometheus has behind feature flags. It may change as Prometheus changes it.', {
    functions: setting(flag, {
      default: false,
      example: 'true',
      description:
        'Experimental functions and aggregations: `info`, `mad_over_time`, `limitk`, `sort_by_label` ...',
    }),
    duration_expressions: setting(flag, {
      default: false,
      example: 'true',
      description: 'Arithmetic in durations: `rate(x[5m * 2])`, `[step()]`.',
    }),
    extended_range_selectors: setting(flag, {
      default: false,
      example: 'true',
      description: '`anchored` and `smoothed`.',
    }),
    fill_modifiers: setting(flag, {
      default: false,
      example: 'true',
      description: '`fill`, `fill_left` and `fill_right` between vectors.',
    }),
    delayed_name_removal: setting(flag, {
      default: false,
      example: 'true',
      description: "Metrics' names are dropped at the end of a query instead of at each function.",
    }),
  }).prefault({}),
})

export const PROJECT_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/

const project = group('One project: its own data, its own tokens, its own limits.', {
  limits: limits.prefault({}),
})

export const schema = group('', {
  data: setting(filePath, {
    default: './data',
    example: '/var/lib/vedette',
    description:
      'The directory that Vedette writes to: the embedded database, and a lock that keeps a second process out. A relative path counts from the working directory, one in `vedette.yml` from that file.',
  }),
  http: http.prefault({}),
  query: query.prefault({}),
  otlp: otlp.prefault({}),
  prometheus: group('An existing Prometheus configuration to go on with.', {
    config: setting(filePath, {
      default: '',
      example: 'prometheus.yml',
      reload: true,
      description:
        'A `prometheus.yml`, read as Prometheus 3 reads it: what to scrape, how to relabel, where to pass samples on. A relative path counts from the file that says it.',
    }),
  }).prefault({}),
  scrape: group('Scraping, beyond what `prometheus.yml` says.', {
    self: setting(flag, {
      default: true,
      example: 'false',
      reload: true,
      description:
        'Vedette scrapes its own `/metrics` every 15s, as the job `vedette`, unless `prometheus.yml` has a job of that name.',
    }),
  }).prefault({}),
  reference: group('What a team has written down about its metrics, shown beside what is really there.', {
    files: setting(textList, {
      default: [],
      example: '[METRICS.md, services/metrics-*.json]',
      reload: true,
      description:
        'Markdown files with tables of metrics, and JSON lists of them. The last part of a path may hold `*`. A change to such a file shows at once, see [Checking a reference](../reference-check.md).',
    }),
    ignore_labels: setting(textList, {
      default: [],
      example: '[env, tenant]',
      reload: true,
      description:
        'Labels that are not compared with the documents, besides those of targets: what a platform puts on every series, not what a service says.',
    }),
  }).prefault({}),
  dashboards: group('Dashboards that a team keeps in its repository.', {
    files: setting(textList, {
      default: [],
      example: '[dashboards/*.json]',
      reload: true,
      description:
        "Files with a dashboard each, in Grafana's JSON. The last part of a path may hold `*`. A change to such a file shows at once; editing one in the browser leaves the file alone and offers the patch for it, see [Dashboards](../dashboards.md).",
    }),
  }).prefault({}),
  push: group('The door for batch jobs, compatible with the Pushgateway.', {
    interval: setting(positiveDuration, {
      default: '15s',
      example: '1m',
      description: 'How often what was pushed becomes samples, as if the gateway were scraped.',
    }),
  }).prefault({}),
  memory: memory.prefault({}),
  store: store.prefault({}),
  limits: limits.prefault({}),
  projects: z
    .record(z.string().regex(PROJECT_NAME), project)
    .prefault({})
    .register(groupAbouts, { description: 'Projects that differ from the rest, by name.' }),
  access: group('Who may do what.', {
    required: setting(choice('auto', 'always', 'never'), {
      default: 'auto',
      example: 'always',
      description:
        'When a request needs a token. `auto`: when the server can be reached from other machines, that is when it listens beyond loopback.',
    }),
  }).prefault({}),
  log: group("Vedette's own log, on stderr.", {
    level: setting(choice('debug', 'info', 'warn', 'error'), {
      default: 'info',
      example: 'debug',
      reload: true,
      description: 'What is worth a line.',
    }),
    format: setting(choice('auto', 'text', 'json'), {
      default: 'auto',
      example: 'json',
      description: '`auto`: text on a terminal, JSON elsewhere.',
    }),
  }).prefault({}),
  shutdown: group('Stopping.', {
    deadline: setting(positiveDuration, {
      default: '30s',
      example: '2m',
      description: 'How long a clean stop may take to finish requests and to write what was taken.',
    }),
  }).prefault({}),
})

export type ParsedSettings = z.output<typeof schema>
