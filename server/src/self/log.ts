/**
 * Vedette's own log: one line per event, a sentence that a person can act on, and fields. Text on a terminal, JSON elsewhere.
 * Secrets never get here: callers pass names, counts and reasons, not configuration or bodies.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogFields = Readonly<Record<string, unknown>>

export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** The same log, with the room's name on every line. */
  room(name: string): Log
}

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 }

export interface LogOptions {
  readonly level: LogLevel
  readonly format: 'text' | 'json'
  readonly write?: (line: string) => void
  readonly nowMs?: () => number
}

export function createLog(options: LogOptions, room = ''): Log {
  const write = options.write ?? (line => void process.stderr.write(line))
  const now = options.nowMs ?? Date.now
  const emit = (level: LogLevel, message: string, fields: LogFields = {}): void => {
    if (RANK[level] < RANK[options.level]) return
    const timestamp = new Date(now()).toISOString()
    if (options.format === 'json') {
      const where = room === '' ? {} : { room }
      write(`${JSON.stringify({ timestamp, level, ...where, message, ...plain(fields) })}\n`)
      return
    }
    const rest = Object.entries(plain(fields))
      .map(([key, value]) => ` ${key}=${typeof value === 'string' ? JSON.stringify(value) : String(value)}`)
      .join('')
    write(
      `${timestamp.slice(11, 23)} ${level.padEnd(5)} ${room === '' ? '' : `${room}: `}${message}${rest}\n`,
    )
  }
  return {
    debug: (message, fields) => emit('debug', message, fields),
    info: (message, fields) => emit('info', message, fields),
    warn: (message, fields) => emit('warn', message, fields),
    error: (message, fields) => emit('error', message, fields),
    room: name => createLog(options, name),
  }
}

/** For tests and for code that is used without a process around it. */
export const SILENT_LOG: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  room: () => SILENT_LOG,
}

function plain(fields: LogFields): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    if (value instanceof Error) out[key] = value.message
    else if (typeof value === 'bigint') out[key] = value.toString()
    else if (value !== undefined) out[key] = value
  }
  return out
}
