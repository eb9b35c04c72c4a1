/** A page that breaks leaves the shop around it standing. Most often its script is of an older build: loading it anew mends that. */
import { Component, type ReactNode } from 'react'
import { Empty } from '../ui/Empty.tsx'

interface MendedProps {
  /** Another place gets another try. */
  readonly place: string
  readonly children: ReactNode
}

interface MendedState {
  readonly broken: boolean
  readonly place: string
}

export class Mended extends Component<MendedProps, MendedState> {
  override state: MendedState = { broken: false, place: this.props.place }

  static getDerivedStateFromError(): Pick<MendedState, 'broken'> {
    return { broken: true }
  }

  static getDerivedStateFromProps({ place }: MendedProps, state: MendedState): MendedState | null {
    return place === state.place ? null : { broken: false, place }
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children
    return (
      <div className="page">
        <Empty title="This page broke" art={['audio', 'Audio Cable Set Braided']}>
          <p>The shop may have been renewed while you were here. Your cart is safe.</p>
          <button type="button" className="button primary" onClick={() => window.location.reload()}>
            Load it anew
          </button>
        </Empty>
      </div>
    )
  }
}
