/** What a new token is for, what it may do, and until when. */

import type { CreatedToken, Scope } from '@vedette/api'
import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { askPlain } from '../../api/client.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { Toolbar } from '../../ui/Toolbar.tsx'

const SCOPES: readonly (readonly [Scope, string])[] = [
  ['read', 'read: ask and look'],
  ['ingest', 'ingest: send data in'],
  ['admin', 'admin: both, and manage tokens and configuration'],
]
const LIFETIMES = [
  ['30d', '30 days'],
  ['90d', '90 days'],
  ['365d', 'a year'],
  ['', 'for ever'],
] as const

export function TokenForm({ onMade }: { readonly onMade: (token: CreatedToken) => void }) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>(['read'])
  const [project, setProject] = useState('')
  const [lifetime, setLifetime] = useState<(typeof LIFETIMES)[number][0]>('90d')
  const [problem, setProblem] = useState<string>()
  const submit = async (): Promise<void> => {
    try {
      const asked = {
        name,
        scopes,
        ...(project.trim() === '' ? {} : { project: project.trim() }),
        ...(lifetime === '' ? {} : { expires: lifetime }),
      }
      onMade(await askPlain<CreatedToken>('/api/v1/admin/tokens', { json: asked }))
    } catch (error) {
      setProblem((error as Error).message)
    }
  }
  return (
    <form
      className="admin-form"
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      <TextField className="admin-field" value={name} onChange={setName} autoFocus>
        <Label>Name</Label>
        <Input className="admin-input" placeholder="What it is for: grafana, checkout-agent" />
      </TextField>
      <fieldset className="admin-field admin-scopes">
        <legend>May</legend>
        {SCOPES.map(([scope, words]) => (
          <label key={scope}>
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={({ target }) =>
                setScopes(target.checked ? [...scopes, scope] : scopes.filter(each => each !== scope))
              }
            />
            {words}
          </label>
        ))}
      </fieldset>
      <TextField className="admin-field" value={project} onChange={setProject}>
        <Label>Project</Label>
        <Input className="admin-input" placeholder="default" />
      </TextField>
      <Select label="Lasts" isLabelShown value={lifetime} choices={LIFETIMES} onChange={setLifetime} />
      {problem === undefined ? null : (
        <p className="admin-problem" role="alert">
          {problem}
        </p>
      )}
      <Toolbar>
        <Button kind="primary" type="submit" isDisabled={name.trim() === '' || scopes.length === 0}>
          Make the token
        </Button>
      </Toolbar>
    </form>
  )
}
