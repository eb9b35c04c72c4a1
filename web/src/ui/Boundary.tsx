/** What breaks while it is drawn breaks alone: its words stand in its place, and the page around it goes on. */
import { Component, type ReactNode } from 'react'

export interface BoundaryProps {
  /** What is drawn within. Something else gets another chance. */
  readonly of: unknown
  readonly fallback: (error: Error, again: () => void) => ReactNode
  readonly children: ReactNode
}

interface BoundaryState {
  readonly of: unknown
  readonly error: Error | undefined
}

/** React tells what broke to classes only. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { of: this.props.of, error: undefined }

  static getDerivedStateFromError(thrown: unknown): Pick<BoundaryState, 'error'> {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) }
  }

  static getDerivedStateFromProps({ of }: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return of === state.of ? null : { of, error: undefined }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return this.props.fallback(error, () => this.setState({ error: undefined }))
  }
}
