/** What a text's variables stand for at one place of a dashboard: the whole, a repeated row, one panel, one of its queries. */

/** What a variable of the dashboard stands for: a list if it takes several values (also if only one is chosen), else one. */
export interface ScopedValue {
  /** What the reader chose, as it is shown. Of `All` it is `All`. */
  readonly text: string | readonly string[]
  /** Of `All` the values that it stands for, whether or not it has a value of its own. */
  readonly value: string | readonly string[]
  /** Is `All` chosen? */
  readonly all?: boolean | undefined
  /** Of `All`: how each of its values is shown. */
  readonly texts?: readonly string[] | undefined
  /** The variable's `allValue`: what `All` is in queries, as it is written, in place of all values. */
  readonly allValue?: string | undefined
  /** `Auto` is chosen: an interval that was worked out from the range. */
  readonly auto?: boolean | undefined
  /** It may take several values, or `All`: queries that use it expect a regular expression, so that also a single value is escaped. */
  readonly multi?: boolean | undefined
}

export interface Scope {
  readonly variables: Readonly<Record<string, ScopedValue>>
  readonly range: { readonly fromMs: number; readonly toMs: number }
  /** The step: `$__interval`. */
  readonly intervalMs: number
  /** How often most targets are scraped: of this and the step is `$__rate_interval` made. */
  readonly scrapeIntervalMs: number
  /** `$__rate_interval` where it isn't made of the two above (of a query that has an interval of its own). */
  readonly rateIntervalMs?: number | undefined
  readonly dashboard?: { readonly uid?: string | undefined; readonly title: string } | undefined
  /** What `${name.path.to[0]}` finds: `__value`, `__field`, `__series`, `__data` of links and of names. */
  readonly objects?: Readonly<Record<string, unknown>> | undefined
  /** The range as the page's address has it: `$__url_time_range`. */
  readonly urlRange?: { readonly from: string; readonly to: string } | undefined
  /** Of `${__from:date:...}`: an IANA name, `utc`, or undefined for the reader's own. */
  readonly zone?: string | undefined
}

/** The same scope, with values that stand over its own: those of a repeated panel. */
export function scopeWith(scope: Scope, variables: Readonly<Record<string, ScopedValue>>): Scope {
  return Object.keys(variables).length === 0
    ? scope
    : { ...scope, variables: { ...scope.variables, ...variables } }
}
