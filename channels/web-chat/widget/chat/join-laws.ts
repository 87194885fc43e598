/**
 * The laws of a citation (`《甲》第一条、第二条、《乙》`) as one line that can be read: a law that is named twice stands
 * once with all its articles, and laws are parted by a stronger mark than articles are. Other words stay as they are.
 */
export const joinLaws = (source: string): string => {
  const laws = new Map<string, string[]>()
  for (const cited of source.split(/[、，,;；]\s*(?=《)/)) {
    const [, law = cited, article = ''] = /^(《.+》)([^》]*)$/.exec(cited.trim()) ?? []
    const articles = laws.get(law) ?? []
    if (article && !articles.includes(article)) articles.push(article)
    laws.set(law, articles)
  }
  return [...laws].map(([law, articles]) => law + articles.join('、')).join('；')
}
