/** Before a dashboard is saved: what changes, and why. Where somebody else saved meanwhile, that is said, and nothing is lost. */
import type { DashboardAnswer } from '@vedette/api'
import type { Dashboard } from '@vedette/dashboard'
import { useMemo, useState } from 'react'
import { ApiError } from '../../../api/api-error.ts'
import { Button } from '../../../ui/Button.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorState } from '../../../ui/states.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { ChangeList } from './ChangeList.tsx'
import { changesBetween } from './changed-lines.ts'
import { patchUrl, saveDashboard } from './saved-dashboards.ts'
import { usePatch } from './use-patch.ts'

export interface SaveDialogProps {
  readonly saved: DashboardAnswer
  readonly dashboard: Dashboard
  readonly onSaved: (answer: DashboardAnswer) => void
  readonly onClose: () => void
}

export function SaveDialog({ saved, dashboard, onSaved, onClose }: SaveDialogProps) {
  const [message, setMessage] = useState('')
  const [problem, setProblem] = useState<{ readonly words: string; readonly newer?: number }>()
  const [isBusy, setBusy] = useState(false)
  const [done, setDone] = useState<DashboardAnswer>()
  const changes = useMemo(() => changesBetween(saved.dashboard, dashboard), [saved, dashboard])
  const save = async (basedOn: number): Promise<void> => {
    setBusy(true)
    try {
      const answer = await saveDashboard(saved.uid, { dashboard, message, basedOn })
      if (answer.file === undefined) onSaved(answer)
      else setDone(answer)
    } catch (error) {
      const newer = error instanceof ApiError && error.status === 409 ? newerVersion(error) : undefined
      setProblem({ words: (error as Error).message, ...(newer === undefined ? {} : { newer }) })
    }
    setBusy(false)
  }
  if (done !== undefined) return <SavedBesideFile answer={done} onDone={() => onSaved(done)} />
  const overwrite = problem?.newer
  return (
    <Dialog
      title={`Save ${dashboard.title}`}
      isWide
      onClose={onClose}
      buttons={
        overwrite === undefined ? (
          <Button
            kind="primary"
            isDisabled={isBusy || changes.lines.length === 0}
            onPress={() => void save(saved.version)}
          >
            Save
          </Button>
        ) : (
          <Button kind="danger" isDisabled={isBusy} onPress={() => void save(overwrite)}>
            Save over version {overwrite}
          </Button>
        )
      }
    >
      <TextField
        label="Why"
        value={message}
        placeholder="What others read in the list of versions"
        onChange={setMessage}
      />
      {problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {problem.words}
        </p>
      )}
      <ChangeList label="What changes" changes={changes} />
    </Dialog>
  )
}

/** The edit stands over the file now; to keep it, the file is to be changed where it lives. */
function SavedBesideFile({
  answer,
  onDone,
}: {
  readonly answer: DashboardAnswer
  readonly onDone: () => void
}) {
  const { data: patch, error, refetch } = usePatch(answer.uid, answer.version)
  return (
    <Dialog title={`Saved as version ${answer.version}`} isWide onClose={onDone}>
      <p>
        This dashboard comes from <code>{answer.file?.path}</code>. What you saved stands over the file here.
        This patch brings the file up to it, where it lives:
      </p>
      <div>
        {patch === undefined ? null : (
          <CopyButton text={`git apply <<'EOF'\n${patch}EOF\n`} label="Copy as git apply" />
        )}{' '}
        <a className="button button-normal" href={patchUrl(answer.uid)} download={`${answer.uid}.patch`}>
          Download the patch
        </a>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section className="change-list" aria-label="Patch" tabIndex={0}>
        {patch === undefined && error !== null ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : null}
        {patch?.split('\n').map((line, i) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else
            key={i}
            className={
              line.startsWith('+')
                ? 'change-list-added'
                : line.startsWith('-')
                  ? 'change-list-removed'
                  : undefined
            }
          >
            <code>{line}</code>
          </div>
        ))}
      </section>
    </Dialog>
  )
}

function newerVersion(error: ApiError): number | undefined {
  const { current } = (error.reply ?? {}) as { current?: { version?: number } }
  return current?.version
}
