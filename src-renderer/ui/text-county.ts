import type { RouteFinding } from '../../src-shared/organisation/check-route.ts'
import type { PhraseTrouble } from '../../src-shared/organisation/phrases.ts'

/** Words of what a county keeps beside its organisation: route templates, 常用语, seals. */
export const tcy = {
  tabs: { phrases: '常用语', seals: '印章' },

  routeEdit: '修改…',
  routeHistory: '历次版本…',
  routeTitle: (name: string) => `修改流转模板：${name}`,
  routeName: '名称',
  routeColumns: { step: '步骤', name: '叫法', role: '由谁办', limit: '时限（工作小时）', mode: '办法', acts: '顺序' },
  routeSteps: '各步',
  routeAdd: '加一步',
  routeUp: (name: string) => `上移 ${name}`,
  routeDown: (name: string) => `下移 ${name}`,
  routeRemove: (name: string) => `去掉 ${name}`,
  routeField: (what: string, name: string) => `${name}：${what}`,
  routeAlone: '一人办',
  noLimit: '不限时',
  routeCheck: '检查',
  routePublish: (version: number) => `发布第 ${version} 版`,
  routeBecomes: (version: number) => `没有必须改正的问题，可以发布为第 ${version} 版。`,
  routeErrors: (n: number) => `有 ${n} 处必须改正，改正之前不能发布。`,
  routeRunning: (n: number) => (n > 0 ? `在办的 ${n} 件公文仍按原来的版次走，` : '') + '以后新拟的稿按新版走。',
  routePublished: (version: number) => `已发布第 ${version} 版。各电脑连上网后更新。`,
  routeSame: '还没有改动。',
  historyTitle: (name: string) => `历次版本：${name}`,
  historyNow: '现在用的',
  historyUntil: (by: string, when: string) => `${by} ${when} 换为下一版`,
  historyLoading: '正在向服务器取历次版本…',

  phrasesLead: '各机关的常用语随通讯录发到每台电脑，填写意见时可选，断网照样能用。',
  phrasesOrgan: '机关',
  phrasesHave: (n: number) => `${n} 条`,
  phrasesText: '常用语，每行一条',
  phrasesHint: (most: number, letters: number) => `最多 ${most} 条，每条不超过 ${letters} 字；空行和重复的不计。`,
  phrasesPick: '选一个机关，看它的常用语',
  phrasesNone: '这个机关还没有常用语。',
  phrasesMoved: '另一位管理员刚改过，现在是下面这些；保存就换成上面写的。',
  phrasesKeep: '保存',
  phrasesKept: (n: number) => (n > 0 ? `已保存 ${n} 条。各电脑连上网后更新。` : '已取消这个机关的常用语。'),
  phrasesOwnKept: (n: number) => (n > 0 ? `已保存 ${n} 条。` : '已取消自己的常用语。'),
  phrasesOwnTitle: '自己的常用语',
  phrasesOwnLead: '填写意见时可选，按 Alt+1 至 Alt+9 填入前九条。只存在这台电脑上，加密保存。',
  phrasesOfUnit: '本机关的常用语，由系统管理员维护',
  phrasesMenu: '常用语…',

  sealsLead: '电子印章由安全保密员制发、缴销；签名密钥留在服务器上，谁也看不到。只有本机关的用印员能用。',
  sealsNone: '还没有电子印章',
  sealsNoneHint: '没有电子印章的机关用纸质印章。',
  sealsLoading: '正在向服务器取印章…',
  sealColumns: { image: '印模', unit: '机关', size: '宽 × 高（毫米）', valid: '有效期', keepers: '用印员', state: '状态' },
  sealStates: { inForce: '在用', later: '未到有效期', expired: '已过有效期', withdrawn: '已缴销' },
  sealWithdrawnOn: (day: string) => `${day} 缴销`,
  sealNoKeeper: '没有用印员，无人能用',
  sealNew: '制章…',
  sealNewTitle: '制章',
  sealNewLead: '选印章图片（PNG，1 MB 以内，底色透明）。密钥由服务器现制，有效期十年。',
  sealUnit: '机关',
  sealPicture: '选择图片…',
  sealOther: '另选图片…',
  sealWidth: '宽度（毫米）',
  sealCut: '制章',
  sealDone: '已制章，用印员即可使用。',
  sealWithdraw: '缴销',
  sealWithdrawAsk: (name: string) => `缴销“${name}”？`,
  sealWithdrawText: '缴销以后不能再用，也不能恢复；已经盖过的文件仍然有效、仍可验证。',
  sealGone: '已缴销。',
  sealOf: (name: string) => `${name} 的印模`,
} as const

/** What stands against a route and what to do, by code; the step is said before it. */
const routeWords: Readonly<Record<RouteFinding['code'], (organs: readonly string[]) => string>> = {
  'RT-FIRST': () => '第一步应当是拟稿。',
  'RT-LAST': () => '最后一步应当是签发。',
  'RT-CHECK': () => '缺办公室核稿：签发前应当核稿（条例第二十三条）。',
  'RT-ORDER': () => '部门审核应当在核稿之前。',
  'RT-TWICE': () => '这一步已经有了，同一种步骤只能有一次。',
  'RT-KIND': () => '这种步骤不在签发之前。',
  'RT-NAME': () => '没有叫法，或与另一步同名。',
  'RT-ROLE': () => '三员不办理公文。',
  'RT-NOBODY': () => '全县没有人担任这个角色，公文会走不下去。',
  'RT-SINGLE': () => '拟稿和签发由一人办，不能同时办理或略过。',
  'RT-JOIN': () => '一人办的步骤不定几人办完。',
  'RT-ORGANS': (organs) => `${listed(organs)}没有人担任这个角色，那里的稿报不出去。`,
}
const listed = (organs: readonly string[]): string =>
  organs.length > 3 ? `${organs.slice(0, 3).join('、')}等 ${organs.length} 个机关` : organs.join('、')

/** A finding in words: which step, and what. */
export const routeText = ({ code, step, organs }: RouteFinding): string =>
  `${step === null ? '' : `第 ${step + 1} 步：`}${routeWords[code](organs)}`

/** Why a list of 常用语 cannot be kept. */
export const phraseText = (trouble: PhraseTrouble, most: number, letters: number): string =>
  trouble.code === 'PH-MANY' ? `共 ${trouble.n} 条，最多 ${most} 条。` : `“${trouble.line.slice(0, 12)}…”超过 ${letters} 字。`
