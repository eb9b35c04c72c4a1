/**
 * Vedette's own metrics: every room declares its counters at the top of the file that moves them, through these functions.
 * Names are `vedette_<room>_<noun>_<unit or total>`; labels have few values, known beforehand.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

export const registry = new Registry()

export function counter<L extends string = never>(
  name: string,
  help: string,
  labelNames: L[] = [],
): Counter<L> {
  return new Counter({ name, help, labelNames, registers: [registry] })
}

/** A gauge that is set where the value changes. */
export function gauge<L extends string = never>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
  return new Gauge({ name, help, labelNames, registers: [registry] })
}

/** A gauge that is read when somebody asks. One per name: the last reader given serves. */
export function gaugeOf(name: string, help: string, read: () => number): Gauge {
  registry.removeSingleMetric(name)
  return new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read())
    },
  })
}

export function histogram<L extends string = never>(
  name: string,
  help: string,
  buckets: number[],
  labelNames: L[] = [],
): Histogram<L> {
  return new Histogram({ name, help, labelNames, buckets, registers: [registry] })
}

/** A counter that somebody else counts (the operating system, the engine), read when somebody asks. One per name, as above. */
export function counterOf(name: string, help: string, read: () => number): Counter {
  registry.removeSingleMetric(name)
  return new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}
