/** CPU and memory of a server and all its children, as the kernel counts them. */
import { readdirSync, readFileSync } from 'node:fs'

/** Linux has counted in hundredths towards user space for twenty years, whatever its own tick. */
const TICKS_PER_SECOND = 100

export interface Memory {
  readonly residentBytes: number
  /** Without pages that only mirror files and that the kernel may take back at any time. */
  readonly anonymousBytes: number
  readonly peakBytes: number
}

/** User and system time since the start, of the process, its living descendants and those it has buried. */
export function cpuSeconds(pid: number): number {
  let ticks = 0
  for (const member of processTree(pid)) {
    const fields = statFields(member)
    if (fields !== undefined) for (let i = 11; i < 15; i++) ticks += Number(fields[i])
  }
  return ticks / TICKS_PER_SECOND
}

export function memoryOf(pid: number): Memory {
  let residentBytes = 0
  let anonymousBytes = 0
  let peakBytes = 0
  for (const member of processTree(pid)) {
    const status = readOrEmpty(`/proc/${member}/status`)
    residentBytes += kilobytes(status, 'VmRSS')
    anonymousBytes += kilobytes(status, 'RssAnon')
    peakBytes += kilobytes(status, 'VmHWM')
  }
  return { residentBytes, anonymousBytes, peakBytes }
}

/** Seconds of CPU that the whole machine has spent on anything since boot. */
export function machineCpuSeconds(): number {
  const [user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user! + nice! + system! + irq! + softirq! + steal!) / TICKS_PER_SECOND
}

function processTree(root: number): number[] {
  const childrenOf = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid)) continue
    const parent = Number(statFields(pid)?.[1])
    const siblings = childrenOf.get(parent)
    if (siblings === undefined) childrenOf.set(parent, [pid])
    else siblings.push(pid)
  }
  const members = [root]
  for (const member of members) members.push(...(childrenOf.get(member) ?? []))
  return members
}

/** The fields after the command's name, which may itself hold blanks and brackets; the first is the state. */
function statFields(pid: number): string[] | undefined {
  const stat = readOrEmpty(`/proc/${pid}/stat`)
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function kilobytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024
}

/** A process may end between being listed and being read. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
