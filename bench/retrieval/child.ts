import { readTask } from './child-task.ts'
import { measureOwn } from './measure-own.ts'

/** A process of its own, so that one engine's memory is not another's: reads its task, measures, prints one line of JSON. */
const main = async (): Promise<void> => {
  const task = readTask(process.argv[2] ?? '')
  // Peers are loaded only where they are measured.
  const measured =
    task.engine === 'yingsheng'
      ? await measureOwn(task)
      : await (await import('./measure-peer.ts')).measurePeer(task)
  process.stdout.write(`${JSON.stringify(measured)}\n`)
}

await main()
