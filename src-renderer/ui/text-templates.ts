import { templateLimits } from '../../src-shared/templates/messages.ts'

/** Words of 本机关范本. */
export const ttp = {
  mine: '本机关范本',
  of: (by: string, day: string) => `${by}　${day} 存`,
  keep: '存为本机关范本…',
  keepTitle: '存为本机关范本',
  keepTells: '本机关的人拟稿时可以从它开始。存的是按最终稿的正文和要素；修订、批注、图片、附件、日期、紧急程度、依据与会签不存。',
  name: '名称',
  nameMissing: '请填名称',
  keepOk: '保存',
  replaceOk: '替换',
  replaces: (by: string, day: string) => `已有同名范本（${by}　${day} 存），保存即替换它。`,
  kept: (name: string) => `已存为范本“${name}”`,
  has: (n: number) => `现有 ${n} 个，最多 ${templateLimits.most} 个`,
  none: '本机关还没有范本。',
  remove: '删除',
  removeOf: (name: string) => `删除 ${name}`,
  removeSure: '删除这个范本？已经用它拟的稿不受影响。',
  removed: (name: string) => `已删除范本“${name}”`,
} as const
