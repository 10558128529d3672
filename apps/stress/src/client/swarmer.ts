/* Attackers that say how many milliseconds the server bore with each: `node swarmer.js PORT COUNT OPENING PIECE EVERY_MS`. */
import { Swarm } from './swarm.ts'

const [port, count, opening, piece, everyMs] = process.argv.slice(2)
process.on('disconnect', () => process.exit())
const options = { count: Number(count), opening: opening!, piece: piece!, everyMs: Number(everyMs) }
await new Swarm(Number(port), options, (lifeMs) => process.send!(lifeMs)).start()
process.send!('ready')
