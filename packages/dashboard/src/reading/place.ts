import type { DashboardNote } from '../dashboard-note.ts'

/** Nobody reads more. */
const MOST_NOTES = 1_000

/** Where in the JSON a reader is, and the notes that it takes on its way. */
export class Place {
  readonly path: string
  readonly notes: DashboardNote[]
  readonly #panel: { readonly panelId: number; readonly panelTitle: string } | undefined

  constructor(path: string, notes: DashboardNote[], panel?: { panelId: number; panelTitle: string }) {
    this.path = path
    this.notes = notes
    this.#panel = panel
  }

  key(name: string): Place {
    const step = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `[${JSON.stringify(name.slice(0, 80))}]`
    const dot = this.path === '' || step.startsWith('[') ? '' : '.'
    return new Place(`${this.path}${dot}${step}`, this.notes, this.#panel)
  }

  index(at: number): Place {
    return new Place(`${this.path}[${at}]`, this.notes, this.#panel)
  }

  ofPanel(panelId: number, panelTitle: string): Place {
    return new Place(this.path, this.notes, { panelId, panelTitle })
  }

  note(kind: DashboardNote['kind'], words: string): void {
    if (this.notes.length > MOST_NOTES) return
    if (this.notes.length === MOST_NOTES) {
      this.notes.push({ kind, place: '', words: 'there is more to say than is listed here' })
      return
    }
    this.notes.push({ kind, ...this.#panel, place: this.path, words })
  }
}
