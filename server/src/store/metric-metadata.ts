/** What sources say about metric families (type, unit, help), by project. Small, so all of it stays in memory. */
import type { MetricMetadata } from '@vedette/model'

/** More entries of one project are not remembered: help texts from outside must not fill the memory. */
const MOST_ENTRIES = 200_000
const MOST_PER_FAMILY = 10

export class MetadataCatalogue {
  readonly #projects = new Map<string, Map<string, MetricMetadata[]>>()
  #count = 0

  /** True where the entry is new and has to be written. */
  add(project: string, entry: MetricMetadata): boolean {
    let families = this.#projects.get(project)
    if (families === undefined) {
      families = new Map()
      this.#projects.set(project, families)
    }
    const known = families.get(entry.family)
    if (known === undefined) {
      if (this.#count >= MOST_ENTRIES) return false
      families.set(entry.family, [{ ...entry }])
    } else {
      const same = (other: MetricMetadata): boolean =>
        other.type === entry.type && other.unit === entry.unit && other.help === entry.help
      if (known.length >= MOST_PER_FAMILY || known.some(same)) return false
      known.push({ ...entry })
    }
    this.#count++
    return true
  }

  of(project: string, family: string | undefined): MetricMetadata[] {
    const families = this.#projects.get(project)
    if (families === undefined) return []
    return family === undefined ? [...families.values()].flat() : [...(families.get(family) ?? [])]
  }
}
