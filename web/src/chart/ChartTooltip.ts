/**
 * The box beside the pointer. It is no React component on purpose: it moves with every frame, and all it costs there is the text of a few nodes that stay.
 * Readers of screens get the same from the chart's own words, so it is hidden from them.
 */
import { nameEnds } from './name-ends.ts'
import './ChartTooltip.css'

export interface TooltipRow {
  readonly colour?: string | undefined
  readonly name: string
  readonly value: string
  readonly nearest?: boolean | undefined
}

export interface TooltipContent {
  readonly title: string
  readonly rows: readonly TooltipRow[]
  /** Below the rows: `+12 more`, an exemplar's trace. */
  readonly foot?: string | undefined
}

export interface ChartTooltip {
  /** Beside a point of the viewport. */
  show(content: TooltipContent, x: number, y: number): void
  hide(): void
  destroy(): void
}

interface RowNodes {
  readonly row: HTMLElement
  readonly swatch: HTMLElement
  readonly name: HTMLElement
  readonly tail: HTMLElement
  readonly value: HTMLElement
}

const AWAY = 14

export function createChartTooltip(): ChartTooltip {
  const box = element('div', 'chart-tooltip')
  box.setAttribute('aria-hidden', 'true')
  box.hidden = true
  const title = element('div', 'chart-tooltip-title')
  const list = element('div', 'chart-tooltip-rows')
  const foot = element('div', 'chart-tooltip-foot')
  box.append(title, list, foot)
  const rows: RowNodes[] = []

  function rowAt(i: number): RowNodes {
    const known = rows[i]
    if (known !== undefined) return known
    const nodes = {
      row: element('div', 'chart-tooltip-row'),
      swatch: element('span', 'chart-tooltip-swatch'),
      name: element('span', 'chart-tooltip-name'),
      tail: element('span', 'chart-tooltip-tail'),
      value: element('span', 'chart-tooltip-value'),
    }
    nodes.row.append(nodes.swatch, nodes.name, nodes.tail, nodes.value)
    list.append(nodes.row)
    rows[i] = nodes
    return nodes
  }

  return {
    show(content, x, y) {
      if (!box.isConnected) document.body.append(box)
      write(title, content.title)
      content.rows.forEach((row, i) => {
        const nodes = rowAt(i)
        nodes.row.hidden = false
        nodes.row.classList.toggle('chart-tooltip-nearest', row.nearest === true)
        nodes.swatch.style.background = row.colour ?? 'transparent'
        const { head, tail } = nameEnds(row.name)
        write(nodes.name, head)
        write(nodes.tail, tail)
        write(nodes.value, row.value)
      })
      for (let i = content.rows.length; i < rows.length; i++) rows[i]!.row.hidden = true
      write(foot, content.foot ?? '')
      foot.hidden = content.foot === undefined || content.foot === ''
      box.hidden = false
      const { offsetWidth: width, offsetHeight: height } = box
      const right = x + AWAY
      const left = right + width > innerWidth - 4 ? Math.max(4, x - AWAY - width) : right
      const top = Math.max(4, Math.min(y + AWAY, innerHeight - height - 4))
      box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
    },
    hide() {
      box.hidden = true
    },
    destroy() {
      box.remove()
    },
  }
}

function element(tag: string, className: string): HTMLElement {
  const node = document.createElement(tag)
  node.className = className
  return node
}

function write(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text
}
