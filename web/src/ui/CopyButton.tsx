/** Puts a text into the clipboard, and says so. */
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './Button.tsx'
import { copyText } from './copy-text.ts'

export interface CopyButtonProps {
  readonly text: string
  /** `Copy the labels`: told to those who don't see, and on the button unless it is only an icon. */
  readonly label: string
  readonly isIcon?: boolean
}

const SAID_MS = 2_000

export function CopyButton({ text, label, isIcon = false }: CopyButtonProps) {
  const [said, setSaid] = useState<'copied' | 'failed'>()
  useEffect(() => {
    if (said === undefined) return
    const timer = setTimeout(() => setSaid(undefined), SAID_MS)
    return () => clearTimeout(timer)
  }, [said])
  const words = said === 'copied' ? 'Copied' : said === 'failed' ? 'Your browser refuses to copy' : label
  const copy = (): void =>
    void copyText(text).then(
      () => setSaid('copied'),
      () => setSaid('failed'),
    )
  return (
    <Button kind="plain" onPress={copy} {...(isIcon ? { 'aria-label': words } : {})}>
      {said === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
      {isIcon ? null : words}
    </Button>
  )
}
