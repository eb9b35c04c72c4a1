/** Text that somebody wrote: markdown as a tree of elements, everything else as the text that it is. */
import { interpolate } from '@vedette/dashboard'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { later, useLater } from '../../../ui/later.ts'
import type { PanelProps } from './panel-props.ts'
import './TextPanel.css'

const markdown = later(async () => (await import('./Markdown.tsx')).default)

export function TextPanel({ panel, title, scope }: PanelProps) {
  const { mode, content } = panel.options
  const Markdown = useLater(mode === 'html' || mode === 'code' ? undefined : markdown)
  const text = interpolate(typeof content === 'string' ? content : '', scope, 'text')
  if (mode === 'html') {
    return (
      <div className="text-panel">
        <p className="quiet">This panel is HTML, which Vedette shows as it is written rather than run it.</p>
        <CodeBlock label={title} text={text} />
      </div>
    )
  }
  if (mode === 'code') {
    return (
      <div className="text-panel">
        <CodeBlock label={title} text={text} />
      </div>
    )
  }
  return <div className="text-panel">{Markdown === undefined ? null : <Markdown text={text} />}</div>
}
