/** All keyboard shortcuts that work here and now, behind `?`. */
import { useSyncExternalStore } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { type Shortcut, useAllShortcuts } from '../ui/shortcuts.ts'
import { keyName } from './key-name.ts'
import './ShortcutSheet.css'

let open = false
const listeners = new Set<() => void>()

function setOpen(next: boolean): void {
  open = next
  for (const listener of listeners) listener()
}

export function openSheet(): void {
  setOpen(true)
}

const GROUPS: readonly Shortcut['group'][] = ['Everywhere', 'Time range', 'This page']

export function ShortcutSheet() {
  const isOpen = useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => open,
  )
  const shortcuts = useAllShortcuts()
  return (
    <ModalOverlay className="palette-overlay" isOpen={isOpen} onOpenChange={setOpen} isDismissable>
      <Modal className="palette sheet-modal">
        <Dialog className="sheet">
          <Heading slot="title" className="sheet-title">
            Keyboard shortcuts
          </Heading>
          <div className="sheet-groups">
            {GROUPS.map(group => {
              const some = shortcuts.filter(each => each.group === group)
              if (some.length === 0) return null
              return (
                <section key={group} className="sheet-group">
                  <h3>{group}</h3>
                  <dl>
                    {some.map(({ keys, does }) => (
                      <div key={keys}>
                        <dt>
                          {keys.split(' ').map(key => (
                            <kbd key={key}>{keyName(key)}</kbd>
                          ))}
                        </dt>
                        <dd>{does}</dd>
                      </div>
                    ))}
                  </dl>
                </section>
              )
            })}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
