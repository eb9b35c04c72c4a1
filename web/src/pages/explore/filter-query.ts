/**
 * A query narrowed to, or freed of, one value of a label: what a click on the value in a table means. The tree says where selectors stand;
 * only their own text changes, so that everything else stays as it was typed.
 */
import { type Matcher, METRIC_NAME } from '@vedette/model'
import { type Expr, parseQuery, printQuery, type VectorSelector } from '@vedette/promql'
import { disguised } from '../../promql/query-variables.ts'

export type FilterKind = 'include' | 'exclude'

/** The same text where it can't be read or has no selector that could be narrowed. */
export function filterQuery(query: string, label: string, value: string, kind: FilterKind): string {
  const plain = disguised(query)
  let tree: Expr
  try {
    tree = parseQuery(plain.text, { experimental: true })
  } catch {
    return query
  }
  const edits: Edit[] = []
  collect(tree, label, narrowed => edits.push(narrowed), matcherOf(label, value, kind))
  let { text } = plain
  // From the end, so that places before stay right.
  for (const { from, to, insert } of edits.sort((a, b) => b.from - a.from))
    text = text.slice(0, from) + insert + text.slice(to)
  return plain.reveal(text)
}

interface Edit {
  readonly from: number
  readonly to: number
  readonly insert: string
}

function matcherOf(name: string, value: string, kind: FilterKind): Matcher {
  return { kind: kind === 'include' ? '=' : '!=', name, value }
}

function collect(expr: Expr, label: string, add: (edit: Edit) => void, matcher: Matcher): void {
  const into = (inner: Expr): void => collect(inner, label, add, matcher)
  switch (expr.kind) {
    case 'vector':
      add({ ...expr.place, insert: printQuery(narrowed(expr, matcher)) })
      return
    case 'matrix':
      add({ ...expr.place, insert: printQuery({ ...expr, selector: narrowed(expr.selector, matcher) }) })
      return
    case 'call':
      // A label that a function made is in no selector.
      if (makesLabel(expr, label)) return
      for (const arg of expr.args) into(arg)
      return
    case 'aggregation':
      into(expr.expr)
      return
    case 'subquery':
    case 'unary':
    case 'parens':
      into(expr.expr)
      return
    case 'binary': {
      const { matching } = expr
      if (matching === undefined || bothSidesHave(matching, label)) {
        into(expr.left)
        into(expr.right)
        return
      }
      const fromOne = matching.include.includes(label)
      if ((matching.card === 'one-to-many') === fromOne) into(expr.left)
      else into(expr.right)
      return
    }
    case 'number':
    case 'string':
  }
}

/** Labels that are matched on stand on both sides; others come from the side with many series, or with group_left (x) from the other. */
function bothSidesHave(
  { on, labels, include, card }: NonNullable<Extract<Expr, { kind: 'binary' }>['matching']>,
  label: string,
): boolean {
  if (card === 'many-to-many') return !on || labels.includes(label)
  return !include.includes(label) && on === labels.includes(label)
}

function makesLabel({ name, args }: Extract<Expr, { kind: 'call' }>, label: string): boolean {
  const made = args[1]
  return (
    (name === 'label_replace' || name === 'label_join') && made?.kind === 'string' && made.value === label
  )
}

/** What contradicts the new matcher goes; what it repeats isn't said twice. */
function narrowed(selector: VectorSelector, matcher: Matcher): VectorSelector {
  const { name, kind, value } = matcher
  const kept = selector.matchers.filter(
    each =>
      each.name !== name ||
      (kind === '=' ? each.kind !== '=' && !(each.kind === '!=' && each.value === value) : true),
  )
  const said = kept.some(each => each.name === name && each.kind === kind && each.value === value)
  const contradicted =
    kind === '!=' && kept.some(each => each.name === name && each.kind === '=' && each.value === value)
  if (contradicted)
    return {
      ...selector,
      matchers: [...kept.filter(each => !(each.name === name && each.kind === '=')), matcher],
    }
  const named = name === METRIC_NAME && kind === '=' ? undefined : selector.name
  return { ...selector, name: named, matchers: said ? kept : [...kept, matcher] }
}
