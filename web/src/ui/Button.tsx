import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import './Button.css'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  /** `plain` is for bars and tables, `danger` for what can't be undone. */
  readonly kind?: 'primary' | 'normal' | 'plain' | 'danger'
}

export function Button({ kind = 'normal', ...props }: ButtonProps) {
  return <AriaButton {...props} className={`button button-${kind}`} />
}
