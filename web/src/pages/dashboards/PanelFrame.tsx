/**
 * A panel: its title, what may be done with it, what it shows. It fills the element that it stands in and knows nothing of where that is, so the grid of a
 * page and that of an editor hold the same ones.
 */
import { interpolate, type Panel, type Scope } from '@vedette/dashboard'
import { CircleAlert, Clock3, Info, TriangleAlert } from 'lucide-react'
import { memo, type ReactNode, useMemo, useRef } from 'react'
import { Boundary } from '../../ui/Boundary.tsx'
import type { MenuEntry } from '../../ui/Menu.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { useLate } from '../../ui/use-late.ts'
import { useDashboardView } from './dashboard-view.ts'
import { Hint } from './Hint.tsx'
import { InspectPanel } from './InspectPanel.tsx'
import { panelLinks } from './links.ts'
import { PanelBody } from './PanelBody.tsx'
import { PanelMenu } from './PanelMenu.tsx'
import './PanelFrame.css'
import { useOwnScope } from './use-own-scope.ts'
import { usePanelData } from './use-panel-data.ts'
import { usePanelPlace } from './use-panel-place.ts'

export interface PanelFrameProps {
  readonly panel: Panel
  /** Unique on the page, also of repeated panels. */
  readonly panelKey: string
  /** With the panel's own variables in it. */
  readonly scope: Scope
  /** Of who places it. */
  readonly menuEntries?: readonly MenuEntry[]
  /** At the left of the title, say a handle to drag. */
  readonly handle?: ReactNode
}

/** Dashboards come from strangers: one panel whose look makes no sense must not take the others with it. */
export function PanelFrame(props: PanelFrameProps) {
  const scope = useOwnScope(props.panel, props.scope)
  return (
    <Boundary
      of={props.panel}
      fallback={(error, again) => <BrokenPanel {...props} error={error} again={again} />}
    >
      <Frame {...props} scope={scope} />
    </Boundary>
  )
}

interface BrokenPanelProps extends PanelFrameProps {
  readonly error: Error
  readonly again: () => void
}

/** It can still be edited, or removed. */
function BrokenPanel({ panel, panelKey, menuEntries = [], handle, error, again }: BrokenPanelProps) {
  return (
    <section className="panel-frame panel" aria-label={panel.title || panel.type} data-panel={panelKey}>
      <header className="panel-frame-head">
        {handle}
        <h3 className="cut">{panel.title}</h3>
        <div className="panel-frame-menu">
          <PanelMenu
            panel={panel}
            panelKey={panelKey}
            title={panel.title}
            queries={[]}
            links={[]}
            more={menuEntries}
          />
        </div>
      </header>
      <div className="panel-frame-body">
        <ErrorState error={new Error(`This panel can't be drawn: ${error.message}`)} onRetry={again} />
      </div>
    </section>
  )
}

const Frame = memo(function Frame({ panel, panelKey, scope, menuEntries, handle }: PanelFrameProps) {
  const { uid, isReady, inspectedKey, onInspect } = useDashboardView()
  const frame = useRef<HTMLElement>(null)
  const { width, isSeen } = usePanelPlace(frame)
  const state = usePanelData(panel, { uid, scope, isAsked: isReady && isSeen, width })
  const title = interpolate(panel.title, scope, 'text')
  const description = interpolate(panel.description ?? '', scope, 'text')
  const links = useMemo(() => panelLinks(panel, scope), [panel, scope])
  const isBare = panel.transparent === true
  const hasHead = title !== '' || panel.type !== 'text'
  const failed = state.data === undefined ? [] : state.failures
  return (
    <section
      ref={frame}
      className={`panel-frame ${isBare ? 'panel-frame-bare' : 'panel'} ${hasHead ? '' : 'panel-frame-headless'}`}
      aria-label={title || panel.type}
      aria-busy={state.isFetching && state.data === undefined}
      data-panel={panelKey}
    >
      <header className="panel-frame-head">
        {handle}
        <h3 className="cut" title={title}>
          {title}
        </h3>
        {description === '' ? null : (
          <span className="panel-frame-about">
            <Hint label={`About ${title}`} icon={<Info aria-hidden />}>
              {description}
            </Hint>
          </span>
        )}
        {state.timeWords === '' ? null : (
          <span className="panel-frame-time quiet">
            <Clock3 aria-hidden /> {state.timeWords}
          </span>
        )}
        {failed.length === 0 ? null : (
          <Hint label={`Errors of ${title}`} icon={<CircleAlert className="panel-frame-error" aria-hidden />}>
            <ul>
              {failed.map(({ refId, error, query }) => (
                <li key={`${refId} ${query}`}>
                  {refId === '' ? '' : `${refId}: `}
                  {error.message}
                  {query === '' ? null : <code>{query}</code>}
                </li>
              ))}
            </ul>
          </Hint>
        )}
        {state.notes.length === 0 ? null : (
          <Hint label={`Notes on ${title}`} icon={<TriangleAlert className="panel-frame-note" aria-hidden />}>
            <ul>
              {state.notes.map(note => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Hint>
        )}
        {state.isFetching && state.data !== undefined ? <Asking /> : null}
        <div className="panel-frame-menu">
          <PanelMenu
            panel={panel}
            panelKey={panelKey}
            title={title}
            queries={state.queries}
            links={links}
            {...(menuEntries === undefined ? {} : { more: menuEntries })}
          />
        </div>
      </header>
      <div className="panel-frame-body">
        <PanelBody panel={panel} title={title || panel.type} scope={scope} state={state} />
      </div>
      {inspectedKey === panelKey ? (
        <InspectPanel
          panel={panel}
          title={title || panel.type}
          data={state.data}
          queries={state.queries}
          onClose={() => onInspect(undefined)}
        />
      ) : null}
    </section>
  )
})

/** That newer data is on its way. What moves is a layer of its own, which costs a frame with many panels more than their lines. */
function Asking() {
  return useLate(400) ? <span className="panel-frame-asking" /> : null
}
