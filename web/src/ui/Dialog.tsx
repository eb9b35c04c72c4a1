/** Something to fill in or to look at before one goes on, over the page. Esc closes. */
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from './Button.tsx'
import './ConfirmDialog.css'

export interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  /** What one may do, beside Cancel. */
  readonly buttons?: ReactNode
  readonly onClose: () => void
  readonly isWide?: boolean
}

/** Stands while it is rendered. */
export function Dialog({ title, children, buttons, onClose, isWide = false }: DialogProps) {
  return (
    <ModalOverlay
      className="confirm-overlay"
      isOpen
      isDismissable
      onOpenChange={isOpen => {
        if (!isOpen) onClose()
      }}
    >
      <Modal className={isWide ? 'confirm confirm-wide' : 'confirm'}>
        <AriaDialog className="confirm-dialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          <div className="confirm-buttons">
            <Button onPress={onClose}>{buttons === undefined ? 'Close' : 'Cancel'}</Button>
            {buttons}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
