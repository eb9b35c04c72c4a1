/** What is wrong with the documents themselves, where it is. */
import type { ReferenceFile, ReferenceProblem } from '@vedette/api'
import { StateMark } from '../../ui/StateMark.tsx'

export interface ReferenceProblemsProps {
  readonly files: readonly ReferenceFile[]
  readonly problems: readonly ReferenceProblem[]
}

export function ReferenceProblems({ files, problems }: ReferenceProblemsProps) {
  const unread = files.filter(({ error }) => error !== '')
  const count = unread.length + problems.length
  const whole = files.map(({ file, metrics }) => `${file} (${metrics})`).join(', ')
  const from = files.map(({ file, metrics }) => `${endOf(file)} (${metrics})`).join(', ')
  return (
    <div className="reference-problems">
      {count === 0 ? (
        <p className="quiet cut" title={whole}>
          Documented in {from}
        </p>
      ) : (
        <details>
          <summary>
            <StateMark state="warning">
              {`${count} ${count === 1 ? 'problem' : 'problems'} in the documents`}
            </StateMark>{' '}
            <span className="quiet" title={whole}>
              {from}
            </span>
          </summary>
          <ul>
            {unread.map(({ file, error }) => (
              <li key={file}>
                <code>{file}</code> {error}
              </li>
            ))}
            {problems.map(({ file, line, metric, message }) => (
              <li key={`${file} ${line} ${metric} ${message}`}>
                <code>
                  {file}:{line}
                </code>{' '}
                {metric === '' ? '' : `${metric} `}
                {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** Of a long path its last folder and its name; the whole is told on hover. */
function endOf(file: string): string {
  const parts = file.split('/')
  return parts.length > 3 ? parts.slice(-2).join('/') : file
}
