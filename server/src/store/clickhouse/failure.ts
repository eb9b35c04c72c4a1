/**
 * What ClickHouse's error numbers mean for us. The numbers are part of ClickHouse's interface and the same embedded and remote;
 * message texts are for people only.
 */
import { messageOf } from '../../errors.ts'
import { ClickHouseError } from './port.ts'

export type FailureKind =
  | 'memory'
  | 'space'
  | 'disk'
  | 'busy'
  | 'timeout'
  | 'canceled'
  | 'connection'
  | 'query'

export const CANCELED = 394
export const NO_SPACE = 243
export const CANNOT_OPEN_FILE = 76
export const TOO_MANY_QUERIES = 202
export const SOCKET_TIMEOUT = 209
export const RESULT_TOO_LARGE = 396
export const INVALID_REGEX = 427
const STD_EXCEPTION = 1001

const KINDS: ReadonlyMap<number, FailureKind> = new Map<number, FailureKind>([
  [0, 'connection'],
  // Disk writes that fail halfway; the system's reason (mostly a full disk) is in the message.
  [75, 'space'],
  [NO_SPACE, 'space'],
  // Files and directories that can't be made, opened, cut, synced, linked: no inodes or file handles left, a disk gone read-only.
  ...[CANNOT_OPEN_FILE, 77, 88, 107, 172, 204, 214, 294, 400, 424, 458, 586, 641].map(
    number => [number, 'disk'] as const,
  ),
  [173, 'memory'],
  [241, 'memory'],
  [159, 'timeout'],
  [160, 'timeout'],
  [SOCKET_TIMEOUT, 'timeout'],
  [TOO_MANY_QUERIES, 'busy'],
  // Too many parts: merges lag behind inserts.
  [252, 'busy'],
  [439, 'busy'],
  [473, 'busy'],
  [CANCELED, 'canceled'],
  // Aborted: the engine is shutting down.
  [236, 'connection'],
  [203, 'connection'],
  [210, 'connection'],
  [225, 'connection'],
  [242, 'connection'],
  [279, 'connection'],
  [285, 'connection'],
  [286, 'connection'],
  [319, 'connection'],
  [999, 'connection'],
])

export function failureKind(number: number): FailureKind {
  return KINDS.get(number) ?? 'query'
}

/** From the engine's text, which begins with `Code: 241.`; `fallback` is the number where it says none. */
export function engineError(cause: unknown, fallback = -1): ClickHouseError {
  if (cause instanceof ClickHouseError) return cause
  const message = messageOf(cause)
  const number = Number(/\bCode: (\d+)\./.exec(message)?.[1] ?? fallback)
  return numberedError(number, message, cause)
}

export function numberedError(number: number, message: string, cause?: unknown): ClickHouseError {
  // The engine has no number of its own for what the C++ library says about files.
  const ofFiles = number === STD_EXCEPTION && message.includes('filesystem_error')
  return new ClickHouseError(message.trim(), number, ofFiles || failureKind(number) !== 'query', cause)
}
