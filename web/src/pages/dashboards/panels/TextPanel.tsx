/** Text that somebody wrote: markdown as a tree of elements, everything else as the text that it is. */
import { interpolate } from '@vedette/dashboard'
import { lazy, Suspense } from 'react'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { useDashboardView } from '../dashboard-view.ts'
import type { PanelProps } from './panel-props.ts'
import './TextPanel.css'

const Markdown = lazy(() => import('./Markdown.tsx'))

export function TextPanel({ panel, title }: PanelProps) {
  const { scope } = useDashboardView()
  const { mode, content } = panel.options
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
  return (
    <div className="text-panel">
      <Suspense fallback={null}>
        <Markdown text={text} />
      </Suspense>
    </div>
  )
}
