/**
 * One session of the embedded engine: runs one statement at a time, with its parameters and settings, and can have it killed.
 *
 * Parameters are set as session settings in front of the statement, because chDB's own binding of parameters is serialised over the
 * whole process. A statement wears a tag (`log_comment`) by which another session kills it: the binding can't interrupt one itself.
 */
import type { ChdbResult, Session } from 'chdb'
import { engineError } from './failure.ts'
import type { Settings } from './settings.ts'
import { identifier, literal, type Sql } from './sql.ts'

let lastTag = 0

export class EngineSession {
  readonly #session: Session
  readonly #control: Session
  readonly #base: Settings
  /** Settings that the previous statement changed: the next one puts them back. */
  #changed: string[] = []
  #tag = ''

  /** `control` is a session that only kills; it is shared, because killing takes no time. */
  constructor(session: Session, control: Session, base: Settings, database: string) {
    this.#session = session
    this.#control = control
    this.#base = base
    session.query(`SET ${assignments(base)}`)
    session.query(`USE ${identifier(database).fragment}`)
  }

  /** Runs on a thread of the pool from beginning to end. */
  async run(sql: Sql, settings: Settings): Promise<ChdbResult> {
    try {
      const statements = `${this.#preamble(sql, settings)};\n${sql.text}`
      return await this.#session.queryAsync(statements, { format: 'Native' })
    } catch (error) {
      await this.#forget()
      throw engineError(error)
    }
  }

  /** Chunks of Native bytes. Plans on the calling thread, fetches on the pool. */
  async *stream(sql: Sql, settings: Settings): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      await this.#session.queryAsync(this.#preamble(sql, settings))
      const stream = this.#session.queryStream(sql.text, { format: 'Native' })
      const chunks = stream[Symbol.asyncIterator]()
      let next = chunks.next()
      let ended = false
      try {
        for (let chunk = await next; chunk.done !== true; chunk = await next) {
          // Fetched while this one is being looked at.
          next = chunks.next()
          next.catch(() => {})
          yield chunk.value.raw()
        }
        ended = true
      } finally {
        // Killed first, so that taking the stream down does not wait for the block under way.
        if (!ended) this.killUntilSettled(next)
        await next.catch(() => {})
        stream.cancel()
        if (!ended) await this.#forget()
      }
    } catch (error) {
      await this.#forget()
      throw engineError(error)
    }
  }

  /** Kills what runs, again and again until `work` has settled: it may not have reached the engine yet. */
  killUntilSettled(work: Promise<unknown>): void {
    let timer: NodeJS.Timeout | undefined
    const attempt = (nextMs: number): void => {
      this.#kill()
      timer = setTimeout(attempt, nextMs, Math.min(nextMs * 2, 500))
    }
    const end = (): void => clearTimeout(timer)
    work.then(end, end)
    attempt(5)
  }

  /** A session holds on to a statement that failed, its memory and its lock on the table, until the next one begins. */
  async #forget(): Promise<void> {
    // Whoever still wants to kill it comes too late.
    this.#tag = ''
    await this.#session.queryAsync('SELECT 1', { format: 'Null' }).catch(() => {})
  }

  #kill(): void {
    if (this.#tag === '') return
    try {
      // On the calling thread (about a millisecond): the threads of the pool may all be busy with what is to be killed.
      this.#control.query(`KILL QUERY WHERE Settings['log_comment'] = '${this.#tag}' ASYNC`)
    } catch {
      // Even killing needs memory, which the victim may have taken. The next attempt may find some.
    }
  }

  #preamble(sql: Sql, settings: Settings): string {
    this.#tag = `vedette-${process.pid}-${++lastTag}`
    const back = this.#changed.filter(name => !(name in settings))
    this.#changed = Object.keys(settings)
    const parts = [
      `log_comment = '${this.#tag}'`,
      ...back.map(name => (name in this.#base ? assignment(name, this.#base[name]!) : `${name} = DEFAULT`)),
      ...Object.entries(settings).map(([name, value]) => assignment(name, value)),
      ...Object.entries(sql.params).map(([name, value]) => assignment(`param_${name}`, value)),
    ]
    return `SET ${parts.join(', ')}`
  }
}

function assignments(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => assignment(name, value))
    .join(', ')
}

function assignment(name: string, value: string | number): string {
  if (!/^[a-z_0-9]+$/.test(name)) throw new Error(`not a setting: ${JSON.stringify(name)}`)
  return `${name} = ${typeof value === 'number' ? value : literal(value)}`
}
