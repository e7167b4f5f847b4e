import type { NoticeFinding } from '../../src-shared/calendar/check-notice.ts'
import type { Finding } from '../../src-shared/organisation/model.ts'

/** Words of 管理. */
export const ta = {
  place: '管理',
  tabs: { units: '单位岗位', grants: '待确认授权', routes: '流转模板', calendar: '工作日安排' },
  loading: '正在向服务器取机构人员…',
  again: '再试一次',
  count: (units: number, people: number) => `${units} 个单位，${people} 人`,
  importName: '导入…',
  exportName: '导出',
  exportXlsx: '工作簿（XLSX）…',
  exportCsv: '三个 CSV 文件…',
  exported: (place: string) => `已导出到 ${place}`,
  find: '查找单位、姓名、登录名',
  unitTree: '单位',
  noneFound: '没有找到',
  noneFoundHint: '换一个名称、姓名或登录名再找。',
  pickUnit: '选一个单位，看它的岗位',
  unitId: '单位编号',
  shortName: '规范化简称',
  category: '类别',
  parent: '上级单位',
  noParent: '无',
  prefixes: '机关代字',
  inner: '内设机构，不能对外行文',
  posts: '岗位',
  noPosts: '这个单位没有岗位',
  postColumns: { name: '姓名', login: '登录名', title: '职务', role: '角色' },
  waiting: '待确认',
  waitingHint: '安全保密员确认后才生效',

  importTitle: '导入机构人员',
  importLead: '选一个工作簿，或单位、人员、岗位三个 CSV 文件。先检查，不改任何内容；看过结果再定是否导入。',
  importRule: '表里没有的行视为撤销；没有选的表保持原样。先导出一份，在它上面改最稳妥。',
  choose: '选择文件…',
  chooseOther: '另选文件…',
  checking: '正在检查…',
  applying: '正在导入…',
  checkAgain: '重新选择并检查…',
  files: (names: readonly string[]) => names.join('、'),
  nothing: '与现在的机构人员完全一样，没有要改的。',
  reordered: '排列顺序有变。',
  changes: '会改动',
  tableNames: { units: '单位', people: '人员', posts: '岗位' },
  kinds: { added: '新增', changed: '更改', removed: '撤销' },
  waits: (n: number) => `其中 ${n} 项是新的账号或权限，导入后由安全保密员确认才生效。`,
  atOnce: '撤销的账号和岗位导入后立即失去权限。',
  errors: (n: number) => `有 ${n} 处必须改正，改正之前不能导入`,
  warnings: (n: number) => `有 ${n} 处请看一看，不影响导入`,
  findingColumns: { where: '位置', what: '问题', value: '原文' },
  shown: (n: number, all: number) => `只列出前 ${n} 处，共 ${all} 处；全部内容请保存清单。`,
  saveList: '保存清单…',
  saved: (place: string) => `清单已存到 ${place}`,
  listName: '导入问题清单.csv',
  listHead: ['轻重', '文件', '表', '行', '列', '代码', '问题', '原文'],
  level: { error: '须改正', warning: '请看' },
  apply: '导入',
  applied: '已导入。单位和撤销的内容已经生效，各电脑连上网后更新。',
  appliedWaits: (n: number) => `有 ${n} 项等安全保密员确认。`,
  done: '完成',

  grantsTitle: '新账号和新权限，由安全保密员确认后才生效',
  grantsNone: '没有待确认的授权',
  grantsNoneHint: '系统管理员导入新的人员或岗位以后，会列在这里。',
  account: '新账号',
  asked: (by: string, when: string) => `${by} ${when} 提出`,
  selectAll: '全选',
  confirm: (n: number) => (n > 0 ? `确认 ${n} 项` : '确认'),
  refuse: (n: number) => (n > 0 ? `不予确认 ${n} 项` : '不予确认'),
  refuseAsk: '不予确认',
  refuseText: (n: number) => `不确认这 ${n} 项。账号不予确认的，它的岗位一并不予确认。`,
  grantsFirst: '先选账号，再选它的岗位；也可以一起确认。',
  grantsOther: '由安全保密员确认。',
  atMost: (n: number, all: number) => `共 ${all} 项，先列出 ${n} 项；其余办完这些再列，也可以查找。`,
  findGrant: '查找姓名、登录名、单位',
  refused: '已不予确认。',
  confirmed: '已确认，立即生效。',
  passwordsTitle: '初始密码',
  passwordsLead: '初始密码只显示这一次。请当面或通过可靠的方式交给本人。',
  passwordColumns: { name: '姓名', login: '登录名', password: '初始密码' },
  savePasswords: '保存清单…',
  passwordsName: '初始密码.csv',
  keptSafe: '我已妥善记下',

  routesLead: '拟稿时定下流转模板，以后模板改版，已经在办的公文仍按原来的版次走。',
  version: (n: number) => `第 ${n} 版`,
  noLimit: '不限时',
  hours: (n: number) => `${n} 工作小时`,
  optional: '可略过',
  parallel: '同时办理',
  afterSign: '签发以后各件相同',
  noRoutes: '还没有流转模板',

  calendarLead: '时限按国务院办公厅的节假日安排计算工作日。',
  published: '已发布',
  unpublished: '节假日安排未发布',
  unpublishedHint: '先按周一至周五计算，得出的期限标为暂定；安排发布后由系统管理员导入。',
  imported: '本县导入',
  noneWork: '无',
  noSource: '文件里没有写明',
  holidayImport: '导入节假日安排…',
  holidayTitle: '导入节假日安排',
  holidayLead: '选一年的节假日安排（holiday-cn 的 JSON 文件）。先检查，不改任何内容；看过结果再定是否导入。',
  holidayRule: '导入后全县的工作日、时限、催办都按它计算；已经定下的期限不变。',
  chooseOne: '选择文件…',
  holidayCount: (year: number, off: number, work: number) => `${year} 年：放假 ${off} 天，上班的周末 ${work} 天。`,
  holidaySame: '与现在的安排完全一样，没有要改的。',
  holidayFirst: '这一年现在还没有安排。',
  holidayReplaces: '这一年已有安排，导入后改动如下：',
  holidayKeeps: '已经定下的期限不变，以后定的按新的安排计算。',
  holidayApplied: (year: number) => `已导入 ${year} 年的安排。各电脑连上网后更新，断网时照样按它计算。`,
  noticeChange: { off: '放假', work: '上班的周末', noLongerOff: '不再放假', noLongerWork: '周末不再上班' },
  off: '放假',
  work: '上班的周末',
  source: '依据',
} as const

type Words = (finding: Finding) => string
const at = ({ other }: Finding): string => (typeof other === 'number' ? `第 ${other} 行` : String(other ?? ''))
const n = ({ other }: Finding): string => String(other ?? '')

/** What is wrong with an import and what to do, by code; where it is stands beside it. */
const findingWords: Readonly<Record<string, Words>> = {
  'ORG-FILE-EMPTY': () => '文件是空的。',
  'ORG-FILE-KIND': () => '不是 CSV 文件，也不是工作簿。',
  'ORG-FILE-XLS': () => '是旧格式（.xls）或加了密码的工作簿。请另存为不加密码的 .xlsx 再选。',
  'ORG-ENCODING': () => '文字编码认不出。请用 Excel 或 WPS 打开，另存为“CSV UTF-8”或工作簿。',
  'ORG-CSV-QUOTES': () => '引号不成对，或在单元格中间。请改正这一行附近的引号。',
  'ORG-XLSX-LARGE': () => '工作簿大得不像机构人员表，或在很远的行、列里有内容。请把内容复制到新工作簿再选。',
  'ORG-XLSX-BAD': () => '工作簿打不开：已损坏、有出错的公式，或不是 .xlsx。请另存为新的工作簿再选。',
  'ORG-TABLE-UNKNOWN': () => '第一行不是认得的表头。请从“导出”得来的表上改；编码不对时也会这样。',
  'ORG-TABLE-TWICE': () => '同一种表有两份，只留一份。',
  'ORG-SHEET-IGNORED': () => '不是机构人员表，没有读。',
  'ORG-COLUMN-MISSING': () => '缺这一列。',
  'ORG-COLUMN-TWICE': () => '这一列有两份，只留一份。',
  'ORG-COLUMN-IGNORED': () => '不认得这一列，没有读。',
  'ORG-ROWS-MANY': (f) => `超过 ${n(f)} 行。`,
  'ORG-CELLS-MANY': () => '这一行的单元格比表头多，可能多了分隔符。',
  'ORG-CELL-EMPTY': () => '不能空着。',
  'ORG-CELL-LONG': () => '太长，不超过 100 字。',
  'ORG-CELL-CHARS': () => '有看不见的字符或换行，请删去重打。',
  'ORG-ID-FORM': () => '编号只用字母、数字和 - _ . ，不超过 64 位。',
  'ORG-ID-TWICE': (f) => `编号与${at(f)}相同。`,
  'ORG-LOGIN-FORM': (f) =>
    f.other === null ? '登录名只用字母、数字和 - _ . 。' : `已有登录名 ${n(f)}，只差大小写；请写成一样的。`,
  'ORG-LOGIN-TWICE': (f) => `登录名与${at(f)}相同。`,
  'ORG-YES-NO': () => '只填“是”或“否”。',
  'ORG-PARENT-UNKNOWN': () => '没有这个上级单位。',
  'ORG-CYCLE': () => '上下级绕成了圈。',
  'ORG-INNER-ALONE': () => '内设机构要有上级单位。',
  'ORG-INNER-PREFIX': () => '内设机构不能对外行文，不设机关代字。',
  'ORG-PREFIX-TWICE': (f) => (f.other === null ? '机关代字与别的单位相同。' : `机关代字与${at(f)}相同。`),
  'ORG-UNIT-OPEN-WORK': (f) => `表里没有这个单位，但它还有 ${n(f)} 件公文没有办完，不能撤销。`,
  'ORG-UNIT-DOCUMENTS': (f) => `表里没有这个单位，它办结的 ${n(f)} 件公文以后只有经办人能看。`,
  'ORG-POST-UNIT': (f) => (f.row === null ? '岗位所在的单位不在表里，请一并导入改过的岗位表。' : '没有这个单位。'),
  'ORG-POST-PERSON': (f) => (f.row === null ? '岗位上的人不在表里，请一并导入改过的岗位表。' : '没有这个登录名。'),
  'ORG-ROLE-UNKNOWN': () => '没有这个角色。',
  'ORG-POST-TWICE': (f) => (f.other === null ? '同一个岗位有两份。' : `与${at(f)}是同一个岗位。`),
  'ORG-ROLES-EXCLUDE': () => '系统管理员、安全保密员、安全审计员不能由同一人担任。',
  'ORG-ADMIN-POSTS': () => '三员不办理公文，不能兼其他岗位。',
  'ORG-SEAL-SAME': () => '用印应由另一人办理，这里与机要文印是同一人。',
  'ORG-NO-POST': () => '没有岗位，登录后看不到公文。',
  'ORG-SELF': () => '不能撤销自己的账号或系统管理员岗位。',
  'ORG-LAST-ADMIN': () => '表里没有能立即履职的人担任，县里至少要留一人。',
  'ORG-PERSON-OPEN-WORK': (f) => `要撤销的账号还有 ${n(f)} 件待办，请安排人接办。`,
}

/** What is wrong, in words; a code without words is told as it is. */
export const findingText = (finding: Finding): string => findingWords[finding.code]?.(finding) ?? `代码 ${finding.code}。`

/** Every code of a finding that has words. */
export const findingCodes: readonly string[] = Object.keys(findingWords)

/** Where a finding is: file, table, row and column, as far as it is in one place. */
export const findingPlace = ({ file, table, row, column }: Finding): string =>
  [
    file,
    table === null ? null : `${ta.tableNames[table]}表`,
    row === null ? null : `第 ${row} 行`,
    column === null ? null : `“${column}”列`,
  ]
    .filter((part) => part !== null)
    .join(' · ')

const noticeWords: Readonly<Record<string, (on: string) => string>> = {
  'CAL-EMPTY': () => '文件是空的。',
  'CAL-ENCODING': () => '文字编码不是 UTF-8（可能是 GBK）。请用原来的文件，或另存为 UTF-8 再选。',
  'CAL-FORM': () => '不是节假日安排的 JSON 文件，或内容不全。请选 holiday-cn 某一年的文件。',
  'CAL-NO-DAYS': (on) => `${on} 年的文件里还没有放假的日子：国务院办公厅的安排尚未发布。`,
  'CAL-YEAR': (on) => `这是 ${on} 年的安排。只导入去年、今年和明年的。`,
  'CAL-DATE': (on) => `“${on}”不是日期。`,
  'CAL-OTHER-YEAR': (on) => `${on} 不在这一年里。`,
  'CAL-TWICE': (on) => `${on} 列了两次。`,
  'CAL-COUNT': (on) => `放假或上班的日子有 ${on} 天，不像一年的安排。`,
  'CAL-WEEKDAY': (on) => `${on} 列为上班，但它本来就不是周末。`,
}

/** What is the matter with a year of holidays, in words; a code without words is told as it is. */
export const noticeText = ({ code, on }: NoticeFinding): string => noticeWords[code]?.(on ?? '') ?? `代码 ${code}。`

/** Every code of a year of holidays that has words. */
export const noticeCodes: readonly string[] = Object.keys(noticeWords)
