import { parseArgs } from 'node:util'
import { runGold } from './gold.ts'
import { runAblate } from './run-ablate.ts'
import { runCalibrate } from './run-calibrate.ts'
import { runClassify } from './run-classify.ts'
import { runClassifyFolds } from './run-classify-folds.ts'
import { runDanger } from './run-danger.ts'
import { runDocuments } from './run-documents.ts'
import { runFigures } from './run-figures.ts'
import { runHotspots } from './run-hotspots.ts'
import { runRetrieval } from './run-retrieval.ts'
import { runSameMatter } from './run-same-matter.ts'
import { runTalks } from './run-talks.ts'
import { runTune } from './run-tune.ts'
import { report } from './write-outputs.ts'

const USAGE = `npm run -s eval -- retrieval --corpus C.jsonl --queries Q.jsonl [--learn L.jsonl] --out O.jsonl
npm run -s eval -- classify --train T.jsonl --test S.jsonl --out O.jsonl
npm run -s eval -- classify-folds --data DIR   (taidi, kaohsiung, fuzhou in it, as far as they are there)
npm run -s eval -- hotspots --messages M.jsonl --out O.jsonl
npm run -s eval -- calibrate --data DIR
npm run -s eval -- danger --test S.jsonl [--out ERRORS.jsonl]
npm run -s eval -- documents --data DIR [--fit]
npm run -s eval -- gold [--semantic] [--out REPORT.md]
npm run -s eval -- same-matter
npm run -s eval -- talks [--half dev|test]
npm run -s eval -- figures --data DIR
npm run -s eval -- ablate --data DIR
npm run -s eval -- tune --data DIR [--write]`

const STRING = { type: 'string', multiple: true } as const

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      corpus: STRING,
      queries: STRING,
      learn: STRING,
      out: STRING,
      train: STRING,
      test: STRING,
      messages: STRING,
      semantic: { type: 'boolean' },
      half: STRING,
      data: STRING,
      fit: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  const need = (name: Exclude<keyof typeof values, 'fit' | 'semantic' | 'write'>): string => {
    const value = values[name]?.[0]
    if (value === undefined) throw new Error(`--${name} is missing.\n${USAGE}`)
    return value
  }
  const learn = values.learn?.[0]
  const command = positionals[0]
  if (command === 'same-matter') return runSameMatter()
  if (command === 'retrieval') {
    runRetrieval({
      corpus: need('corpus'),
      queries: need('queries'),
      out: need('out'),
      ...(learn === undefined ? {} : { learn }),
    })
  } else if (command === 'classify')
    runClassify({ train: need('train'), test: need('test'), out: need('out') })
  else if (command === 'classify-folds') runClassifyFolds({ data: need('data') })
  else if (command === 'hotspots') runHotspots({ messages: need('messages'), out: need('out') })
  else if (command === 'calibrate') runCalibrate({ data: need('data') })
  else if (command === 'danger')
    runDanger({ test: need('test'), ...(values.out?.[0] ? { out: values.out[0] } : {}) })
  else if (command === 'documents') runDocuments({ data: need('data'), isFit: values.fit })
  else if (command === 'figures') runFigures({ data: need('data') })
  else if (command === 'ablate') runAblate({ data: need('data') })
  else if (command === 'tune') runTune({ data: need('data'), isWritten: values.write })
  else if (command === 'gold') await runGold(process.argv.slice(3))
  else if (command === 'talks') await runTalks(values.half?.[0])
  else throw new Error(USAGE)
}

try {
  await main()
} catch (error) {
  report(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
