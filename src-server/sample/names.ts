import type { Random } from './random.ts'

/** A person's name with its pinyin, from which the login is made. */
export type Name = { name: string; pinyin: string }

// common surnames, the frequent ones more than once
const surnames =
  '王wang 王wang 王wang 王wang 李li 李li 李li 李li 张zhang 张zhang 张zhang 刘liu 刘liu 刘liu 陈chen 陈chen 杨yang 杨yang 黄huang 赵zhao ' +
  '赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 高gao 林lin 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 冯feng ' +
  '邓deng 曹cao 彭peng 曾zeng 肖xiao 田tian 董dong 袁yuan 潘pan 于yu 蒋jiang 蔡cai 余yu 杜du 叶ye 程cheng 苏su 魏wei 吕lv 丁ding ' +
  '任ren 沈shen 姚yao 卢lu 姜jiang 崔cui 钟zhong 谭tan 陆lu 汪wang 范fan 金jin 石shi 廖liao 贾jia 夏xia 韦wei 付fu 方fang 白bai ' +
  '邹zou 孟meng 熊xiong 秦qin 邱qiu 江jiang 尹yin 薛xue 闫yan 段duan 雷lei 侯hou 龙long 史shi 陶tao 黎li 贺he 顾gu 毛mao 郝hao'
// the character a given name begins with, and the one it ends with (or is)
const firstChars =
  '志zhi 海hai 建jian 秀xiu 玉yu 文wen 红hong 春chun 晓xiao 小xiao 俊jun 雪xue 佳jia 雨yu 晨chen 思si 子zi 诗shi 梦meng 嘉jia 立li 新xin ' +
  '永yong 福fu 德de 长chang 金jin 宝bao 树shu 桂gui 凤feng 云yun 培pei 学xue 世shi 明ming 国guo 家jia 少shao 正zheng 振zhen 天tian ' +
  '美mei 淑shu 慧hui 爱ai 亚ya 宏hong 丽li 景jing 兴xing 继ji 绍shao 仁ren 义yi 广guang 大da 光guang 维wei 向xiang 泽ze 一yi'
const lastChars =
  '丽li 敏min 静jing 军jun 英ying 华hua 红hong 梅mei 燕yan 鹏peng 飞fei 宇yu 浩hao 婷ting 琳lin 洁jie 颖ying 磊lei 涛tao 斌bin ' +
  '波bo 辉hui 刚gang 健jian 超chao 亮liang 成cheng 龙long 峰feng 欣xin 怡yi 轩xuan 睿rui 远yuan 涵han 琪qi 瑶yao 宁ning 贵gui 林lin ' +
  '森sen 兰lan 珍zhen 霞xia 芝zhi 云yun 平ping 安an 庆qing 旭xu 阳yang 东dong 勤qin 明ming 清qing 江jiang 生sheng 萍ping 芬fen 娟juan ' +
  '艳yan 倩qian 凯kai 帆fan 坤kun 翔xiang 坚jian 良liang 胜sheng 松song 彬bin 莉li 蓉rong 玲ling 蕾lei 雯wen 岚lan 航hang'

const split = (list: string): readonly Name[] =>
  list.split(' ').map((entry) => ({ name: entry.slice(0, 1), pinyin: entry.slice(1) }))
const surnameList = split(surnames)
const firsts = split(firstChars)
const lasts = split(lastChars)

/** Names that belong to public figures and are left out, so the sample names nobody. */
const leftOut = new Set(
  (
    '王毅 李鹏 韩正 刘鹤 王勇 汪洋 周永康 胡春华 孙春兰 吴邦国 贾庆林 曾庆红 李长春 刘云山 张高丽 王东明 郭金龙 李书磊 ' +
    '石泰峰 陈文清 张国清 刘国中 何立峰 郝明金 蔡达峰 李鸿忠 许其亮 徐才厚 江泽林 刘少华 林彪 李明华 邓小平 马云 王健林'
  ).split(' '),
)

/** A name from common surnames and given names; never one of `taken`. */
export function makeName(random: Random, taken: ReadonlySet<string>): Name {
  for (;;) {
    const surname = random.pick(surnameList)
    const first = random.next() < 0.78 ? random.pick(firsts) : undefined
    const last = random.pick(lasts)
    if (first?.pinyin === last.pinyin) continue
    const name = `${surname.name}${first?.name ?? ''}${last.name}`
    if (leftOut.has(name) || taken.has(name)) continue
    return { name, pinyin: `${surname.pinyin}${first?.pinyin ?? ''}${last.pinyin}` }
  }
}
