/** A small sign that says more when it is pressed. */
import type { ReactNode } from 'react'
import { Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { Button } from '../../ui/Button.tsx'
import { OnDemand } from '../../ui/OnDemand.tsx'
import './Hint.css'

export interface HintProps {
  readonly label: string
  readonly icon: ReactNode
  readonly children: ReactNode
}

export function Hint({ label, icon, children }: HintProps) {
  return (
    <OnDemand label={label} popup="dialog" face={icon}>
      <DialogTrigger defaultOpen>
        <Button kind="plain" aria-label={label}>
          {icon}
        </Button>
        <Popover className="hint-popover" placement="bottom">
          <Dialog className="hint" aria-label={label}>
            {children}
          </Dialog>
        </Popover>
      </DialogTrigger>
    </OnDemand>
  )
}
