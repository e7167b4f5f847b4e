import type { Organisation } from '../../src-shared/organisation/model.ts'
import { PREFIX_MARK, roleNames } from '../../src-shared/organisation/tables.ts'
import type { Unit } from '../../src-shared/workflow/directory.ts'
import { ta } from '../ui/text-admin.ts'

/** One unit: what it is, and who holds which post in it. */
export function UnitDetail({ unit, organisation }: { unit: Unit; organisation: Organisation }) {
  const people = new Map(organisation.people.map((person) => [person.id, person]))
  const posts = organisation.posts.filter(({ unitId }) => unitId === unit.id)
  const above = organisation.units.find(({ id }) => id === unit.parentId)
  return (
    <section className="admin-unit scroll-y" aria-label={unit.name}>
      <h2>{unit.name}</h2>
      <dl>
        <dt>{ta.unitId}</dt>
        <dd>{unit.id}</dd>
        <dt>{ta.shortName}</dt>
        <dd>{unit.shortName}</dd>
        <dt>{ta.category}</dt>
        <dd>{unit.category}</dd>
        <dt>{ta.parent}</dt>
        <dd>{above?.name ?? ta.noParent}</dd>
        <dt>{ta.prefixes}</dt>
        <dd>{unit.inner ? ta.inner : unit.prefixes.join(PREFIX_MARK)}</dd>
      </dl>
      {posts.length === 0 ? (
        <p className="muted">{ta.noPosts}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {Object.values(ta.postColumns).map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th aria-label={ta.waiting} />
            </tr>
          </thead>
          <tbody>
            {posts.map((post) => {
              const person = people.get(post.userId)
              return (
                <tr key={post.id}>
                  <td>{person?.name}</td>
                  <td className="muted">{person?.login}</td>
                  <td>{post.title}</td>
                  <td>{roleNames[post.role]}</td>
                  <td className="amber" title={ta.waitingHint}>
                    {(post.waiting || person?.waiting) && ta.waiting}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </section>
  )
}
