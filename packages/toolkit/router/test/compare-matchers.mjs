/*
 * What finding one of a hundred routes with two parameters costs: here, in rou3 and in find-my-way. Needs a build.
 *
 *   node test/compare-matchers.mjs
 */
import findMyWay from 'find-my-way'
import { addRoute, createRouter, findRoute } from 'rou3'
import { compileRouter } from 'rou3/compiler'
import { router } from '../dist/index.js'
import { parsePattern } from '../dist/pattern.js'
import { Table, find, searchFor } from '../dist/table.js'

const ROUNDS = 7
const REPETITIONS = 300

const patterns = Array.from({ length: 100 }, (_each, index) => `/resource-${index}/:id/items/:item`)
const paths = Array.from(
  { length: 1000 },
  (_each, index) => `/resource-${(index * 37) % 100}/${index}/items/a${index}`,
)

/** Slices of something longer, as a server gives them: nothing about them is known beforehand. */
const arrived = () => paths.map((path) => `GET ${path} HTTP/1.1`.slice(4, 4 + path.length))

const names = ['id', 'item']
const table = new Table()
const rou3 = createRouter()
const ways = findMyWay()
const app = router()
for (const pattern of patterns) {
  table.add(parsePattern(pattern, new Map()), 'GET', { names })
  addRoute(rou3, 'GET', pattern, {})
  ways.on('GET', pattern, () => {})
  app.get(pattern, (_request, { id, item }) => ({ id, item }))
}
const compiled = compileRouter(rou3)

const content = { 'content-type': 'application/json' }
const request = (path) => ({ method: 'GET', path, state: {} })
const subjects = {
  'this table': (path) => {
    const search = searchFor('GET', path)
    const target = find(search, table.root, 0)
    const params = {}
    for (let index = 0; index < target.names.length; index++)
      params[target.names[index]] = search.values[index]
    return params
  },
  'find-my-way': (path) => ways.find('GET', path).params,
  'rou3, compiled': (path) => compiled('GET', path).params,
  rou3: (path) => findRoute(rou3, 'GET', path).params,
  'an application with this router': (path) => app(request(path)),
  'the same without': (path) => ({
    status: 200,
    headers: content,
    body: JSON.stringify({ path: request(path).path }),
  }),
}

function nanoseconds(subject) {
  const inputs = Array.from({ length: 20 }, arrived)
  let found = 0
  const before = process.cpuUsage()
  for (let count = 0; count < REPETITIONS; count++) {
    for (const path of inputs[count % inputs.length]) found += subject(path) ? 1 : 0
  }
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1e3) / found
}

const figures = Object.entries(subjects).map(([name, subject]) => ({ name, subject, rounds: [] }))
for (let round = 0; round < ROUNDS; round++) {
  for (const { subject, rounds } of figures) rounds.push(nanoseconds(subject))
}
for (const { name, rounds } of figures) {
  const median = rounds.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)]
  console.log(`${name.padEnd(32)} ${median.toFixed(0).padStart(5)} ns`)
}
