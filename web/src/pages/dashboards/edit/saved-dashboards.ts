/** What the editor says to the server about dashboards. */
import type { DashboardAnswer, DashboardVersions, SaveDashboardRequest, TakeFileRequest } from '@vedette/api'
import { askPlain, send } from '../../../api/client.ts'

const at = (uid: string, rest = ''): string => `/api/v1/dashboards/${encodeURIComponent(uid)}${rest}`

export function saveDashboard(uid: string, request: SaveDashboardRequest): Promise<DashboardAnswer> {
  return askPlain<DashboardAnswer>(at(uid), { method: 'PUT', json: request })
}

export function loadVersions(uid: string, signal: AbortSignal): Promise<DashboardVersions> {
  return askPlain<DashboardVersions>(at(uid, '/versions'), { signal })
}

export function loadVersion(uid: string, version: number, signal: AbortSignal): Promise<DashboardAnswer> {
  return askPlain<DashboardAnswer>(at(uid, `/versions/${version}`), { signal })
}

export function restoreVersion(uid: string, version: number, basedOn: number): Promise<DashboardAnswer> {
  return askPlain<DashboardAnswer>(at(uid, `/versions/${version}/restore`), { json: { basedOn } })
}

export function takeFile(uid: string, request: TakeFileRequest): Promise<DashboardAnswer> {
  return askPlain<DashboardAnswer>(at(uid, '/file'), { json: request })
}

export function deleteDashboard(uid: string, basedOn: number): Promise<void> {
  return askPlain<void>(`${at(uid)}?basedOn=${basedOn}`, { method: 'DELETE' })
}

/** What is to be changed in its file, as `git apply` takes it. */
export function patchUrl(uid: string): string {
  return at(uid, '/patch')
}

export async function loadPatch(uid: string, signal: AbortSignal): Promise<string> {
  return (await send(patchUrl(uid), { signal })).text()
}
