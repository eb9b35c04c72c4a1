/** Who may send, ask and manage: tokens, made here and revoked. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { CreatedToken, TokenInfo, TokenList } from '@vedette/api'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { askPlain } from '../../api/client.ts'
import { StaleStrip } from '../../frame/StaleStrip.tsx'
import { formatAge, formatExact } from '../../time/format.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Toolbar } from '../../ui/Toolbar.tsx'
import { TokenForm } from './TokenForm.tsx'

export function TokensRoom() {
  const queries = useQueryClient()
  const { zone } = useTimeRange()
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<CreatedToken>()
  const [revoking, setRevoking] = useState<TokenInfo>()
  const tokens = useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => askPlain<TokenList>('/api/v1/admin/tokens', { signal }),
  })
  const { data, error, refetch } = tokens
  if (data === undefined)
    return error === null ? (
      <Skeleton height={160} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: ['tokens'] })
  const close = (): void => {
    setMaking(false)
    setMade(undefined)
  }
  return (
    <>
      <StaleStrip queries={[tokens]} />
      <Toolbar>
        <Button kind="primary" onPress={() => setMaking(true)}>
          <Plus aria-hidden />
          Make a token
        </Button>
        <span className="quiet">Programs send them as Authorization: Bearer; people sign in with them.</span>
      </Toolbar>
      <Table
        label="Tokens"
        rows={data.tokens}
        rowKey={({ id }) => id}
        columns={columnsWith(setRevoking, text => formatExact(text, zone), Date.now())}
        defaultSort={{ column: 'name', descending: false }}
        isMain
        whenEmpty={
          <EmptyState title="There are no tokens">
            As long as Vedette listens on this machine only, nobody needs one. Make one before others may
            reach it.
          </EmptyState>
        }
      />
      {isMaking || made !== undefined ? (
        <SidePanel title={made === undefined ? 'Make a token' : `The token ${made.name}`} onClose={close}>
          {made === undefined ? (
            <TokenForm
              onMade={token => {
                setMade(token)
                void changed()
              }}
            />
          ) : (
            <MadeToken made={made} onClose={close} />
          )}
        </SidePanel>
      ) : null}
      {revoking === undefined ? null : (
        <ConfirmDialog
          title={`Revoke the token ${revoking.name}?`}
          verb="Revoke"
          onConfirm={async () => {
            await askPlain(`/api/v1/admin/tokens/${encodeURIComponent(revoking.id)}`, { method: 'DELETE' })
            await changed()
          }}
          onClose={() => setRevoking(undefined)}
        >
          Whoever uses it is refused from now on. A token can't be brought back, only made anew.
        </ConfirmDialog>
      )}
    </>
  )
}

function MadeToken({ made, onClose }: { readonly made: CreatedToken; readonly onClose: () => void }) {
  return (
    <>
      <p>This is the only time that it is shown. Vedette keeps no copy.</p>
      <CodeBlock label="The token" text={made.token} />
      <Toolbar>
        <CopyButton text={made.token} label="Copy the token" />
        <Button onPress={onClose}>Done</Button>
      </Toolbar>
    </>
  )
}

function columnsWith(
  onRevoke: (token: TokenInfo) => void,
  exact: (ms: number) => string,
  nowMs: number,
): Column<TokenInfo>[] {
  const day = (ms: number): string => exact(ms).slice(0, 16)
  return [
    { id: 'name', title: 'Name', text: ({ name }) => name, sort: ({ name }) => name },
    {
      id: 'scopes',
      title: 'May',
      text: ({ scopes }) => scopes.join(', '),
      sort: ({ scopes }) => scopes.join(),
    },
    {
      id: 'project',
      title: 'Project',
      text: ({ project }) => project,
      sort: ({ project }) => project,
      width: 128,
    },
    {
      id: 'created',
      title: 'Made',
      text: ({ createdMs }) => day(createdMs),
      sort: ({ createdMs }) => createdMs,
      width: 152,
    },
    {
      id: 'expires',
      title: 'Expires',
      text: ({ expiresMs }) => (expiresMs === undefined ? 'never' : day(expiresMs)),
      cell: ({ expiresMs }) =>
        expiresMs !== undefined && expiresMs < nowMs ? (
          <StateMark state="warning">expired</StateMark>
        ) : expiresMs === undefined ? (
          'never'
        ) : (
          day(expiresMs)
        ),
      sort: ({ expiresMs }) => expiresMs,
      width: 152,
    },
    {
      id: 'used',
      title: 'Last used',
      text: ({ lastUsedMs }) => (lastUsedMs === undefined ? 'never' : formatAge(nowMs - lastUsedMs)),
      sort: ({ lastUsedMs }) => lastUsedMs,
      width: 104,
    },
    {
      id: 'actions',
      title: '',
      text: () => '',
      cell: token => (
        <span className="admin-cell-buttons">
          <Button kind="plain" onPress={() => onRevoke(token)} aria-label={`Revoke ${token.name}`}>
            Revoke
          </Button>
        </span>
      ),
      width: 88,
    },
  ]
}
