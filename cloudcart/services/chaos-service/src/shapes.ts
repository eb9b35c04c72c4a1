/** What goes in and out over HTTP. */
import { Type } from 'typebox'
import type { ChaosState } from '../../../contracts/chaos-state.ts'
import type { ChaosConfiguration } from '../../../contracts/events.ts'
import { FAULT_NAMES, GRADES } from '../../../contracts/faults.ts'
import { ERROR_CODES, LONGEST_LATENCY_MS } from './injection.ts'

const closed = { additionalProperties: false } as const

const Probability = Type.Number({ minimum: 0, maximum: 1 })
const Milliseconds = Type.Integer({ minimum: 0, maximum: LONGEST_LATENCY_MS })
const ErrorCode = Type.Integer({ enum: [...ERROR_CODES] })
const Seconds = Type.Integer({ minimum: 1, maximum: 300, default: 10 })

const Latency = Type.Object({ probability: Probability, minMs: Milliseconds, maxMs: Milliseconds }, closed)
const Errors = Type.Object(
  { probability: Probability, codes: Type.Array(ErrorCode, { minItems: 1, maxItems: ERROR_CODES.length }) },
  closed,
)
const Timeout = Type.Object({ probability: Probability }, closed)

export const Nothing = Type.Union([Type.Null(), Type.Object({}, closed)])
export const NoQuery = Type.Object({}, closed)
export const Configuration = Type.Object({ latency: Latency, error: Errors, timeout: Timeout }, closed)
export const ConfigurationAnswer = Type.Unsafe<ChaosConfiguration>(
  Type.Object({ enabled: Type.Boolean(), latency: Latency, error: Errors, timeout: Timeout }, closed),
)

const InjectLatency = Type.Object(
  { seconds: Seconds, latencyMs: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_LATENCY_MS })) },
  closed,
)
const InjectError = Type.Object({ seconds: Seconds, code: Type.Optional(ErrorCode) }, closed)
const InjectOther = Type.Object({ seconds: Seconds }, closed)
export const INJECTIONS = {
  latency: InjectLatency,
  error: InjectError,
  timeout: InjectOther,
  random: InjectOther,
} as const
export const InjectionAnswer = Type.Object(
  { kind: Type.String(), latencyMs: Type.Integer(), code: Type.Integer(), endMs: Type.Integer() },
  closed,
)

export const FaultParams = Type.Object({ name: Type.String({ maxLength: 100 }) }, closed)
export const FaultStart = Type.Object(
  {
    grade: Type.Unsafe<(typeof GRADES)[number]>({ type: 'number', enum: [...GRADES] }),
    seconds: Type.Integer({ minimum: 1, maximum: 3_600, default: 600 }),
  },
  closed,
)
const ActiveFaultAnswer = Type.Object(
  {
    fault: Type.String(),
    target: Type.String(),
    grade: Type.Number(),
    startMs: Type.Integer(),
    endMs: Type.Integer(),
  },
  closed,
)
export const StartAnswer = ActiveFaultAnswer
export const EndAnswer = Type.Object({ ended: Type.Array(ActiveFaultAnswer) }, closed)
export const FaultsAnswer = Type.Object(
  {
    faults: Type.Array(
      Type.Object(
        { name: Type.String(), title: Type.String(), story: Type.String(), target: Type.String() },
        closed,
      ),
      { maxItems: FAULT_NAMES.length },
    ),
    active: Type.Array(ActiveFaultAnswer),
  },
  closed,
)
export const StateAnswer = Type.Unsafe<ChaosState>(
  Type.Object(
    {
      chaos: ConfigurationAnswer,
      faults: Type.Array(ActiveFaultAnswer),
      injections: Type.Array(InjectionAnswer),
    },
    closed,
  ),
)

export const LedgerSearch = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    before: Type.Optional(Type.String({ pattern: '^[0-9a-f-]{36}$' })),
  },
  closed,
)
export const LedgerAnswer = Type.Object(
  {
    entries: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          fault: Type.String(),
          target: Type.String(),
          grade: Type.Number(),
          startedAt: Type.String(),
          endsAt: Type.String(),
          endedAt: Type.Union([Type.String(), Type.Null()]),
          outcome: Type.Union([Type.String(), Type.Null()]),
          startedBy: Type.String(),
        },
        closed,
      ),
    ),
    /** For `before`; missing on the last page. */
    next: Type.Optional(Type.String()),
  },
  closed,
)
