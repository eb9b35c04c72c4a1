/**
 * Reading of a long body in slices: a parser yields now and then, and whoever drives it decides what happens between. So a target that
 * exposes a million lines does not hold up everything else that the process does.
 */
export type Reading = Generator<void, void, void>

/** After so many bytes a parser yields: some milliseconds of lines that were never seen, a fraction of one for known lines. */
export const SLICE_BYTES = 64 * 1024

/** How long a reading goes on before the event loop has its turn. */
const TURN_MS = 10

/** Gives the event loop its turns. Rejects as soon as nobody wants it any more. */
export async function readInTurns(reading: Reading, signal?: AbortSignal): Promise<void> {
  let beganMs = performance.now()
  while (reading.next().done !== true) {
    if (performance.now() - beganMs < TURN_MS) continue
    await new Promise(resolve => setImmediate(resolve))
    signal?.throwIfAborted()
    beganMs = performance.now()
  }
}
