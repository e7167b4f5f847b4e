import { changeTo } from './corrections.ts'
import type { Rule } from './rules.ts'
import { parseOfficialDate } from './official-date.ts'

// in force until 2012-06-30 (条例第四十二条)
const replaced: readonly (readonly [RegExp, string])[] = [
  [/《国家行政机关公文处理办法》/g, '《党政机关公文处理工作条例》'],
  [/《中国共产党机关公文处理条例》/g, '《党政机关公文处理工作条例》'],
  [/GB\/T ?9704[-—–]1999/g, 'GB/T 9704—2012'],
]

/** DR-15: no text rests on rules that ended with the 条例 of 2012, and 主题词 is no 要素 any more (条例第九条、第四十二条). */
const ended: Rule = ({ all, text, found }) => {
  // a document of that time rightly names the rules of that time
  if ((parseOfficialDate(text('issuedOn')) ?? '9999') < '2012-07-01') return []
  return all.flatMap((block) => {
    const cited = replaced.flatMap(([pattern, now]) =>
      [...block.text.matchAll(pattern)]
        // what tells that they ended may name them
        .filter(({ index, 0: name }) => !/^[^。；]{0,40}(废止|停止执行|失效)/.test(block.text.slice(index + name.length)))
        .map(({ index, 0: name }) =>
          found(
            'DR-15',
            'W',
            '第四十二条',
            `${name}已于2012年7月1日停止执行，现行的是${now}`,
            block,
            index,
            index + name.length,
            changeTo(block, index, index + name.length, now),
          ),
        ),
    )
    const keywords = /^\s*主题词[：:]/.exec(block.text)
    if (!keywords) return cited
    return [
      ...cited,
      found('DR-15', 'W', '第九条', '2012年起公文不再标注主题词，请删去这一行', block, keywords.index, block.text.length),
    ]
  })
}

export const outdatedRules: readonly Rule[] = [ended]
