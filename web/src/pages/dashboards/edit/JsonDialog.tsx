/** The JSON of a dashboard or of one panel, to be read, copied and changed. What is wrong with it is said with its place. */
import { useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { TextField } from '../../../ui/TextField.tsx'

export interface JsonDialogProps {
  readonly title: string
  readonly text: string
  /** Throws with words where it can't be taken. */
  readonly onApply: (text: string) => void
  readonly onClose: () => void
}

export function JsonDialog({ title, text, onApply, onClose }: JsonDialogProps) {
  const [typed, setTyped] = useState(text)
  const [problem, setProblem] = useState<string>()
  const apply = (): void => {
    try {
      onApply(typed)
      onClose()
    } catch (error) {
      setProblem((error as Error).message)
    }
  }
  return (
    <Dialog
      title={title}
      isWide
      onClose={onClose}
      buttons={
        <>
          <CopyButton text={typed} label="Copy" />
          <Button kind="primary" isDisabled={typed === text} onPress={apply}>
            Apply
          </Button>
        </>
      }
    >
      <TextField
        label="JSON"
        isCode
        lines={26}
        value={typed}
        problem={problem}
        onChange={next => {
          setTyped(next)
          setProblem(undefined)
        }}
      />
    </Dialog>
  )
}
