import { Select } from '../ui/Select.tsx'
import {
  CROSSHAIR_MODES,
  CROSSHAIR_WORDS,
  setCrosshairChoice,
  useCrosshairChoice,
  useCrosshairShortcut,
} from './crosshair-choice.ts'

const CHOICES = CROSSHAIR_MODES.map(mode => [mode, CROSSHAIR_WORDS[mode]] as const)

/** For pages whose graphs no dashboard describes. */
export function CrosshairSelect() {
  const mode = useCrosshairChoice()
  useCrosshairShortcut(mode, setCrosshairChoice)
  return (
    <Select label="Crosshair" isLabelShown value={mode} choices={CHOICES} onChange={setCrosshairChoice} />
  )
}
