import { randomUUID } from 'node:crypto'

/** Reads the county server as a person would see it, over its own HTTP API and past the desk. */
export async function serverView(url, login, password) {
  const device = randomUUID()
  const read = async (path, init) => {
    const answer = await fetch(`${url}${path}`, init)
    if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const json = (path, body, token) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
    return read(path, { method: 'POST', headers, body: JSON.stringify(body) })
  }
  const { token, epoch, user } = await json('/api/sign-in', { login, password, device, app: 'check' })
  return {
    user,
    /** Every document the person may see. */
    documents: async () => {
      const cursors = {}
      const docs = new Map()
      for (let complete = false; !complete;) {
        const page = await json('/api/pull', { epoch, device, cursors, limit: 500 }, token)
        for (const doc of page.docs) if (doc.op === 'U') docs.set(doc.id, doc.data)
        for (const [scope, { to }] of Object.entries(page.scopes)) cursors[scope] = to
        complete = page.complete
      }
      return [...docs.values()]
    },
    /** The newest body of a document. */
    body: async (id) => (await json('/api/bodies', { docs: [id] }, token)).bodies[0],
    /** Every version of a body, oldest first, each with its text. */
    versions: async (id) => {
      const headers = { authorization: `Bearer ${token}` }
      const { versions } = await read(`/api/versions/${id}`, { headers })
      return Promise.all(
        versions.map(async (row) => ({ ...row, body: (await read(`/api/versions/${id}/${row.version}`, { headers })).body })),
      )
    },
    /** An attachment's bytes; undefined where the server does not have all of it. */
    attachment: async (sm3) => {
      const answer = await fetch(`${url}/api/blob/${sm3}`, { headers: { authorization: `Bearer ${token}` } })
      return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined
    },
  }
}
