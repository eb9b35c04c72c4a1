/** On or off, at once. */
import { Switch as AriaSwitch } from 'react-aria-components'
import './fields.css'

export interface SwitchProps {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

export function Switch({ label, isOn, onChange }: SwitchProps) {
  return (
    <AriaSwitch className="switch" isSelected={isOn} onChange={onChange}>
      <span className="switch-track" aria-hidden />
      {label}
    </AriaSwitch>
  )
}
