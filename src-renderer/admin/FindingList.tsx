import { App, Button } from 'antd'
import type { Finding } from '../../src-shared/organisation/model.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { findingPlace, findingText, ta } from '../ui/text-admin.ts'
import { csvText } from './csv-text.ts'

/** So many are listed; a file in a wrong form has thousands, and the saved list has them all. */
const LISTED = 300

/** What is wrong with an import, with row and column; all of it can be saved for whoever mends the file. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  const { message } = App.useApp()
  const errors = findings.filter(({ level }) => level === 'error').length
  const save = async (): Promise<void> => {
    try {
      const saved = await call('admin.save', { name: ta.listName, text: listText(findings) })
      if (saved) void message.success(ta.saved(saved.place))
    } catch (error) {
      void message.error(sentence(codeOf(error)))
    }
  }
  return (
    <section className="admin-findings">
      <div className="head">
        <span>
          {errors > 0 && <b className="red">{ta.errors(errors)}</b>}
          {errors < findings.length && <span className="muted"> {ta.warnings(findings.length - errors)}</span>}
        </span>
        <Button size="small" onClick={() => void save()}>
          {ta.saveList}
        </Button>
      </div>
      <div className="scroll-y" tabIndex={0} role="region" aria-label={ta.findingColumns.what}>
        <table>
          <thead>
            <tr>
              <th scope="col">{ta.findingColumns.where}</th>
              <th scope="col">{ta.findingColumns.what}</th>
              <th scope="col">{ta.findingColumns.value}</th>
            </tr>
          </thead>
          <tbody>
            {findings.slice(0, LISTED).map((finding, i) => (
              <tr key={i} className={finding.level}>
                <td>{findingPlace(finding)}</td>
                <td>{findingText(finding)}</td>
                <td className="muted">{finding.value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {findings.length > LISTED && <p className="muted">{ta.shown(LISTED, findings.length)}</p>}
    </section>
  )
}

const listText = (findings: readonly Finding[]): string =>
  csvText([
    ta.listHead,
    ...findings.map((finding) => [
      ta.level[finding.level],
      finding.file ?? '',
      finding.table === null ? '' : ta.tableNames[finding.table],
      finding.row ?? '',
      finding.column ?? '',
      finding.code,
      findingText(finding),
      finding.value,
    ]),
  ])
