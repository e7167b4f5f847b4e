import fs from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

/*
 * A process that answers a first sync: pull and bodies in our protocol from memory, and, where the packages are there, the
 * same documents as a CouchDB-compatible database by express-pouchdb over PouchDB's memory adapter. Documents are handed in
 * by POST /fill. Prints its port.
 */
const [folder] = process.argv.slice(2)
const all = []
const byId = new Map()
const epoch = '0190a000-0000-7000-8000-00000000aaaa'
const me = 'wang'

let database
let app
if (folder) {
  const need = createRequire(path.join(path.resolve(folder), 'package.json'))
  const PouchDB = need('pouchdb').plugin(need('pouchdb-adapter-memory')).defaults({ adapter: 'memory' })
  const logs = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-pouch-'))
  process.on('exit', () => fs.rmSync(logs, { recursive: true, force: true }))
  app = need('express')()
  const options = { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: path.join(logs, 'log.txt') }
  app.use('/db', need('express-pouchdb')(PouchDB, options))
  database = new PouchDB('bench')
}

const isMine = ({ tasks }) => tasks.some((task) => task.doneAt === null && task.assignee.userId === me)

function pull({ cursors, limit, ahead }) {
  const scope = `user:${me}`
  const from = cursors[scope] ?? 0
  const entry = (state) => ({ id: state.id, scope, v: byId.get(state.id).v, op: 'U', data: state })
  const scopes = (to) => ({
    [scope]: { to, head: all.length, reset: false, ...(to < all.length ? { rest: all.length - to } : {}) },
  })
  const answer = { epoch, left: [], lastSeq: 0 }
  if (ahead && all.length > limit) {
    const states = all.map((one) => one.state)
    const first = states.toSorted((a, b) => Number(isMine(b)) - Number(isMine(a)) || b.updatedAt - a.updatedAt)
    return { ...answer, scopes: scopes(0), docs: first.slice(0, limit).map(entry), complete: false }
  }
  const page = all.slice(from, from + limit)
  const to = from + page.length
  return { ...answer, scopes: scopes(to), docs: page.map((one) => entry(one.state)), complete: to === all.length }
}

function bodies({ docs }) {
  const answer = { bodies: [], damaged: [], rest: [] }
  let size = 0
  for (const id of docs) {
    const { body } = byId.get(id)
    if (size >= 2 * 1024 * 1024) answer.rest.push(id)
    else {
      answer.bodies.push(body)
      size += JSON.stringify(body.body).length
    }
  }
  return answer
}

async function fill({ docs }) {
  for (const { state, body } of docs) {
    all.push({ state, body })
    byId.set(state.id, { v: all.length, body })
  }
  await database?.bulkDocs(docs.map(({ state, body }) => ({ _id: state.id, state, body })))
  return { count: all.length }
}

const routes = { '/pull': pull, '/bodies': bodies, '/fill': fill }

const server = http.createServer((request, response) => {
  response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
  response.setHeader('access-control-allow-credentials', 'true')
  response.setHeader('access-control-allow-headers', 'content-type,accept')
  response.setHeader('access-control-allow-methods', 'GET,POST,PUT,HEAD,DELETE')
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
  const route = routes[request.url ?? '']
  if (!route) return void (app ? app(request, response) : response.writeHead(404).end())
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', async () => {
    const answer = await route(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer))
  })
})
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`))
process.on('disconnect', () => process.exit(0))
