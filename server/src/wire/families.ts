/**
 * What a target says about its metric families: type, help and unit. Each different statement is kept once and has a number, so that
 * a scrape which says the same as the last costs a comparison per statement.
 */
import type { MetricMetadata, MetricType } from '@vedette/model'

export type StatementKind = 'type' | 'help' | 'unit'

interface Statement {
  readonly family: Family
  readonly kind: StatementKind
  readonly text: string
}

interface Family {
  readonly name: string
  type: MetricType
  help: string
  unit: string
  lastSeen: number
  /** Not yet handed on as it is now. */
  changed: boolean
}

/** For how many scrapes a family is remembered that is no longer exposed. */
const REMEMBERED_SCRAPES = 10

export class Families {
  /** The type that the last `TYPE` statement gave: what the lines behind it are. */
  currentType: MetricType = 'unknown'
  #families = new Map<string, Family>()
  #statements: Statement[] = []
  #scrape = 0
  #changes = 0

  begin(): void {
    this.#scrape++
    this.currentType = 'unknown'
  }

  /** Takes note of a new statement and gives its number. */
  learn(kind: StatementKind, name: string, text: string): number {
    let family = this.#families.get(name)
    if (family === undefined) {
      family = { name, type: 'unknown', help: '', unit: '', lastSeen: 0, changed: true }
      this.#families.set(name, family)
      this.#changes++
    }
    this.#statements.push({ family, kind, text })
    const number = this.#statements.length - 1
    this.see(number)
    return number
  }

  /** The statement was made in this scrape. */
  see(number: number): void {
    const { family, kind, text } = this.#statements[number]!
    family.lastSeen = this.#scrape
    if (kind === 'type') this.currentType = text as MetricType
    if (family[kind] === text) return
    if (kind === 'type') family.type = text as MetricType
    else family[kind] = text
    if (!family.changed) this.#changes++
    family.changed = true
  }

  /** What is new or different since the last call. */
  takeChanges(): MetricMetadata[] {
    if (this.#changes === 0) return []
    const changes: MetricMetadata[] = []
    for (const family of this.#families.values()) {
      if (!family.changed) continue
      family.changed = false
      changes.push(metadataOf(family))
    }
    this.#changes = 0
    return changes
  }

  /** Puts back what was taken and then got lost. */
  restoreChanges(changes: readonly MetricMetadata[]): void {
    for (const { family: name } of changes) {
      const family = this.#families.get(name)
      if (family === undefined || family.changed) continue
      family.changed = true
      this.#changes++
    }
  }

  all(): MetricMetadata[] {
    return [...this.#families.values()].filter(family => this.#isRemembered(family)).map(metadataOf)
  }

  get(name: string): MetricMetadata | undefined {
    const family = this.#families.get(name)
    return family && this.#isRemembered(family) ? metadataOf(family) : undefined
  }

  /** What is gone for longer may still be held, until there is enough of it to tidy up. */
  #isRemembered({ lastSeen }: Family): boolean {
    return this.#scrape - lastSeen <= REMEMBERED_SCRAPES
  }

  /**
   * Forgets families that are gone and statements that nobody keeps: call the result for each statement that stays; it gives the
   * statement's new number.
   */
  compact(): (statement: number) => number {
    for (const [name, family] of this.#families) {
      if (this.#isRemembered(family)) continue
      this.#families.delete(name)
      if (family.changed) this.#changes--
    }
    const old = this.#statements
    this.#statements = []
    return number => {
      const statement = old[number]!
      if (!this.#families.has(statement.family.name))
        this.#families.set(statement.family.name, statement.family)
      return this.#statements.push(statement) - 1
    }
  }
}

function metadataOf({ name, type, help, unit }: Family): MetricMetadata {
  return { family: name, type, help, unit }
}
