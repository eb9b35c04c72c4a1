/** A dashboard that can't be read: where in its JSON, and what was expected there. */
export class DashboardError extends Error {
  /** `panels[3].targets`; empty for the whole. */
  readonly place: string

  constructor(place: string, problem: string) {
    super(place === '' ? problem : `${place}: ${problem}`)
    this.name = 'DashboardError'
    this.place = place
  }
}
