/**
 * Events between services: a log by topic and partition that remembers offsets by group, as Kafka has it. Delivery is at least once: a
 * handler that throws gets the event again, after a pause, until `mostAttempts`; then it goes to the topic `<topic>.dead`, with the headers
 * `reason`, `attempts` and `origin`. How far a group has come is written after the handler, so a crash in the middle brings the event again.
 */
export interface NewEvent {
  /** `order.created`, `payment.failed` ... */
  readonly type: string
  /** Events of one key keep their order. */
  readonly key: string
  readonly payload: Readonly<Record<string, unknown>>
  /** The same id is handled once by handlers that remember; made up where it is missing. */
  readonly id?: string
}

export interface StoredEvent {
  readonly id: string
  readonly topic: string
  readonly type: string
  readonly key: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  readonly partition: number
  readonly offset: string
  readonly publishedMs: number
  /** 1 at the first delivery. */
  readonly attempt: number
}

/**
 * What came could not be read as an event. It goes to the dead letters at once, as an event of the type `poison` with the bytes in base64.
 */
export interface PoisonMessage {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly reason: string
}

export interface Subscription {
  /** Stops taking events, waits for the one at work. */
  close(): Promise<void>
  /** Taking no events until `resume`; what is published meanwhile waits in the log. */
  pause(): void
  resume(): void
  /**
   * Age in seconds of the oldest event that this group has not handled yet, by topic; 0 when it has handled all. With Kafka each member
   * knows of the partitions that it was given; the group's is the greatest of its members'.
   */
  lagSeconds(): Promise<ReadonlyMap<string, number>>
}

export interface SubscribeOptions {
  readonly group: string
  readonly topics: readonly string[]
  handle(event: StoredEvent, signal: AbortSignal): Promise<void>
  /** Told each time that a handler threw; `last` when the event goes to the dead letters. */
  failed?(event: StoredEvent, error: Error, last: boolean): void
  poison?(message: PoisonMessage): void
  readonly mostAttempts?: number
  /** The pause before the second attempt; it doubles. */
  readonly retryMs?: number
  /** Where a group without offsets begins. */
  readonly from?: 'beginning' | 'end'
}

export interface EventLog {
  readonly kind: 'local' | 'kafka'
  /** Resolves when the log has them. */
  publish(
    topic: string,
    events: readonly NewEvent[],
    headers?: Readonly<Record<string, string>>,
  ): Promise<void>
  subscribe(options: SubscribeOptions): Promise<Subscription>
  close(): Promise<void>
}
