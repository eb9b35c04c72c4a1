/** Takes a dashboard of Grafana's: dropped, chosen or pasted. What isn't shown as there is told before one goes on. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DashboardAnswer } from '@vedette/api'
import { type DragEvent, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { askPlain } from '../../api/client.ts'
import { useGoTo } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { NoteList } from './DashboardNotes.tsx'
import './ImportDashboard.css'

export function ImportDashboard({ onClose }: { readonly onClose: () => void }) {
  const queries = useQueryClient()
  const goTo = useGoTo()
  const [text, setText] = useState('')
  const [isOver, setOver] = useState(false)
  const adding = useMutation({
    mutationFn: async (json: string) =>
      askPlain<DashboardAnswer>('/api/v1/dashboards', { json: parsed(json) }),
    onSuccess: answer => {
      void queries.invalidateQueries({ queryKey: ['dashboards'] })
      if (answer.notes.length === 0) goTo(paths.dashboard(answer.uid))
    },
  })
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    const content = await file.text()
    setText(content)
    adding.mutate(content)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    void read(event.dataTransfer.files[0])
  }
  const { data, error, isPending } = adding
  return (
    <ModalOverlay
      className="confirm-overlay"
      isOpen
      isDismissable={!isPending}
      onOpenChange={isOpen => {
        if (!isOpen) onClose()
      }}
    >
      <Modal className="confirm import-dashboard">
        <Dialog className="confirm-dialog">
          <Heading slot="title" level={2}>
            {data === undefined ? 'Import a dashboard' : `${data.dashboard.title} is here`}
          </Heading>
          {data === undefined ? (
            <form
              onSubmit={event => {
                event.preventDefault()
                adding.mutate(text)
              }}
            >
              <textarea
                className={isOver ? 'import-dashboard-over' : undefined}
                aria-label="JSON of the dashboard"
                placeholder="Paste the JSON of a Grafana dashboard, or drop its file here"
                value={text}
                spellCheck={false}
                onChange={event => setText(event.target.value)}
                onDragOver={event => {
                  event.preventDefault()
                  setOver(true)
                }}
                onDragLeave={() => setOver(false)}
                onDrop={drop}
              />
              <label className="import-dashboard-file">
                <span className="quiet">Or choose a file</span>
                <input
                  type="file"
                  accept=".json,application/json"
                  onChange={event => void read(event.target.files?.[0])}
                />
              </label>
              {error === null ? null : (
                <p className="confirm-problem" role="alert">
                  {error.message}
                </p>
              )}
              <div className="confirm-buttons">
                <Button onPress={onClose}>Cancel</Button>
                <Button kind="primary" type="submit" isDisabled={text.trim() === '' || isPending}>
                  Import
                </Button>
              </div>
            </form>
          ) : (
            <>
              <p className="quiet">
                {data.notes.length === 1
                  ? 'One thing is not shown as in Grafana. It is kept in the JSON.'
                  : `${data.notes.length} things are not shown as in Grafana. They are kept in the JSON.`}
              </p>
              <div className="import-dashboard-notes">
                <NoteList notes={data.notes} />
              </div>
              <div className="confirm-buttons">
                <Button onPress={onClose}>Close</Button>
                <Button kind="primary" onPress={() => goTo(paths.dashboard(data.uid))} autoFocus>
                  Open it
                </Button>
              </div>
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`This is not JSON: ${(cause as Error).message}`, { cause })
  }
}
