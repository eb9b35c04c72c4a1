/** What a text's variables stand for at one place of a dashboard: the whole, a repeated row, one panel, one of its queries. */

/** What a variable of the dashboard stands for: a list if it takes several values (also if only one is chosen), else one. */
export interface ScopedValue {
  /** What the reader chose, as it is shown. */
  readonly text: string | readonly string[]
  /** Of `All` without a value of its own: all values that it stands for. */
  readonly value: string | readonly string[]
  /** Is `All` chosen? */
  readonly all?: boolean | undefined
  /** `allValue`, which goes into queries as it is written, in place of all values. */
  readonly allValue?: string | undefined
  /** May it be escaped and joined for a query: it takes several values, or `All`. False, or missing, means that one value goes in as it is. */
  readonly multi?: boolean | undefined
}

export interface Scope {
  readonly variables: Readonly<Record<string, ScopedValue>>
  readonly range: { readonly fromMs: number; readonly toMs: number }
  /** The step: `$__interval`. */
  readonly intervalMs: number
  /** How often most targets are scraped: of this and the step is `$__rate_interval` made. */
  readonly scrapeIntervalMs: number
  /** `$__rate_interval` where it isn't made of the two above (a query with an interval of its own). */
  readonly rateIntervalMs?: number | undefined
  readonly dashboard?: { readonly uid?: string | undefined; readonly title: string } | undefined
  /** What `${name.path.to[0]}` finds: `__value`, `__field`, `__series`, `__data` of links and of names. */
  readonly objects?: Readonly<Record<string, unknown>> | undefined
  /** The range as the page's address has it: `$__url_time_range`. */
  readonly urlRange?: { readonly from: string; readonly to: string } | undefined
  /** Of `${__from:date:...}`: an IANA name, `utc`, or undefined for the reader's own. */
  readonly zone?: string | undefined
}
