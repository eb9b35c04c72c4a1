/** OTLP translated and written to a collecting sink, without a door around it. */
import { Draft } from '../src/ingest/otlp/draft.ts'
import { createTranslator } from '../src/ingest/otlp/translate.ts'
import { DEFAULT_TRANSLATION, type OtlpTranslation } from '../src/ingest/otlp/translation.ts'
import type { OtlpResourceMetrics } from '../src/wire/otlp-metrics.ts'
import { type CollectingSink, createCollectingSink } from './collecting-sink.ts'

export async function translated(
  resources: OtlpResourceMetrics | OtlpResourceMetrics[],
  settings: Partial<OtlpTranslation> = {},
): Promise<{ sink: CollectingSink; draft: Draft }> {
  const draft = new Draft({ project: 'default', origin: 'test', maxLabelBytes: 1e6 })
  const translator = createTranslator({ ...DEFAULT_TRANSLATION, ...settings })
  for (const one of [resources].flat()) translator.translate(one, draft)
  const sink = createCollectingSink()
  await sink.sink(draft.batch.build())
  return { sink, draft }
}
