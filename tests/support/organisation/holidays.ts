/** A notice as holiday-cn writes it: 2027 as it might come out, with 元旦 and 春节 and 国庆 enough to be believed. */
export const notice2027 = (more: Partial<{ year: number; papers: string[]; days: object[] }> = {}) => ({
  year: 2027,
  papers: ['https://www.gov.cn/2027'],
  days: [
    ...run('元旦', '2027-01-01', 3, true),
    ...run('春节', '2027-02-05', 8, true),
    { name: '春节', date: '2027-02-14', isOffDay: false },
    ...run('国庆节', '2027-10-01', 7, true),
    { name: '国庆节', date: '2027-10-09', isOffDay: false },
  ],
  ...more,
})

const run = (name: string, from: string, n: number, isOffDay: boolean) =>
  Array.from({ length: n }, (_, i) => ({
    name,
    date: new Date(Date.parse(from) + i * 86_400_000).toISOString().slice(0, 10),
    isOffDay,
  }))
