import { expect, test } from 'vitest'
import { findDocumentHead } from '../../../scripts/import/find-document-head.ts'

test.each([
  [
    '关于风筝的通知\n鸢办发〔2026〕4号\n各协会：办好大会。\n2026年3月20日\n',
    '鸢办发〔2026〕4号',
    '2026-03-20',
  ],
  ['关于风筝的通知 鸢办发[2026]14号 各协会：办好大会。2026年12月1日', '鸢办发〔2026〕14号', '2026-12-01'],
  // Numbers and dates of other documents are not this one's.
  ['根据《风筝办法》（鸢政发〔2020〕9号）的规定，自2026年5月1日起施行。', '', null],
  ['大会于2026年3月20日举行。', '', null],
])('number and date of %j', (text, number, issuedOn) => {
  expect(findDocumentHead(text)).toEqual({ number, issuedOn })
})
