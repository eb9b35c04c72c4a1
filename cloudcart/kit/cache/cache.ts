/** What is quick to look up and may be forgotten: responses, sessions, rate limits. In memory by default, in Redis when there is one. */
export interface Cache {
  readonly kind: 'memory' | 'redis'
  get(key: string): Promise<Buffer | undefined>
  set(key: string, value: Buffer | string, ttlMs: number): Promise<void>
  delete(key: string): Promise<void>
  /** Forgets every key that begins so; how many. */
  clear(prefix: string): Promise<number>
  /** Adds one and answers the count within the window, which begins with its first hit. */
  count(key: string, windowMs: number): Promise<number>
  close(): Promise<void>
}
