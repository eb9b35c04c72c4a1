/** Batches that are being answered, by the names that their clients gave them: single questions of them can be given up. */
import { badRequest } from './params.ts'

export type RunningBatches = ReturnType<typeof createRunningBatches>

export interface RunningBatch extends Disposable {
  /** Ends with the whole batch, or when the question is given up. */
  signalOf(id: string): AbortSignal
}

export function createRunningBatches() {
  // As many as there are requests under way; each leaves with its own.
  const running = new Map<string, ReadonlyMap<string, AbortController>>()

  return {
    /** Of a batch without a name only the whole can be ended. */
    begin(
      project: string,
      name: string | undefined,
      ids: readonly string[],
      whole: AbortSignal,
    ): RunningBatch {
      if (name === undefined) return { signalOf: () => whole, [Symbol.dispose]: () => {} }
      const key = keyOf(project, name)
      if (running.has(key)) throw badRequest('a batch of this name is being answered already')
      const controllers = new Map(ids.map(id => [id, new AbortController()]))
      running.set(key, controllers)
      const end = (): void => {
        for (const each of controllers.values()) each.abort(whole.reason)
      }
      whole.addEventListener('abort', end, { once: true })
      return {
        signalOf: id => controllers.get(id)!.signal,
        [Symbol.dispose]() {
          running.delete(key)
        },
      }
    },

    /** What is answered already, or was never asked, needs no giving up. */
    giveUp(project: string, name: string, ids: readonly string[]): void {
      const controllers = running.get(keyOf(project, name))
      for (const id of ids) controllers?.get(id)?.abort()
    },
  }
}

/** Nobody ends what another project asks. */
function keyOf(project: string, name: string): string {
  return JSON.stringify([project, name])
}
