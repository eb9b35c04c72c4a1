/** Begins a dashboard: it has a title and a place from the start, and opens in the editor. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DashboardAnswer } from '@vedette/api'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { askPlain } from '../../api/client.ts'
import { useGoTo } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'

export function NewDashboard() {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button kind="primary" onPress={() => setOpen(true)}>
        <Plus aria-hidden />
        New dashboard
      </Button>
      {isOpen ? <TitleDialog onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function TitleDialog({ onClose }: { readonly onClose: () => void }) {
  const queries = useQueryClient()
  const goTo = useGoTo()
  const [title, setTitle] = useState('')
  const making = useMutation({
    mutationFn: () => askPlain<DashboardAnswer>('/api/v1/dashboards', { json: emptyDashboard(title.trim()) }),
    onSuccess: answer => {
      void queries.invalidateQueries({ queryKey: ['dashboards'] })
      goTo(paths.dashboard(answer.uid, { edit: 'on' }))
    },
  })
  return (
    <Dialog
      title="New dashboard"
      onClose={onClose}
      buttons={
        <Button
          kind="primary"
          isDisabled={title.trim() === '' || making.isPending}
          onPress={() => making.mutate()}
        >
          Begin
        </Button>
      }
    >
      <TextField
        label="Title"
        value={title}
        placeholder="What it is about: Checkout, Queues"
        problem={making.error?.message}
        onChange={setTitle}
      />
    </Dialog>
  )
}

function emptyDashboard(title: string) {
  return {
    title,
    schemaVersion: 39,
    tags: [],
    graphTooltip: 1,
    time: { from: 'now-6h', to: 'now' },
    panels: [],
  }
}
