/** Asks before what can't be undone. It names the thing; the button says what it does. */
import { type ReactNode, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from './Button.tsx'
import './ConfirmDialog.css'

export interface ConfirmDialogProps {
  /** `Revoke the token grafana?` */
  readonly title: string
  /** What happens then. */
  readonly children?: ReactNode
  /** `Revoke` */
  readonly verb: string
  /** Where it fails, its words are shown and the question stays. */
  readonly onConfirm: () => Promise<void>
  readonly onClose: () => void
}

/** Stands while it is rendered. */
export function ConfirmDialog({ title, children, verb, onConfirm, onClose }: ConfirmDialogProps) {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const confirm = async (): Promise<void> => {
    setBusy(true)
    try {
      await onConfirm()
      onClose()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  return (
    <ModalOverlay
      className="confirm-overlay"
      isOpen
      isDismissable={!isBusy}
      onOpenChange={isOpen => {
        if (!isOpen) onClose()
      }}
    >
      <Modal className="confirm">
        <Dialog role="alertdialog" className="confirm-dialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children === undefined ? null : <div className="quiet">{children}</div>}
          {problem === undefined ? null : (
            <p className="confirm-problem" role="alert">
              {problem}
            </p>
          )}
          <div className="confirm-buttons">
            <Button onPress={onClose} autoFocus>
              Cancel
            </Button>
            <Button kind="danger" isDisabled={isBusy} onPress={() => void confirm()}>
              {verb}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
