import { t } from '../../../src-renderer/ui/text.ts'
import { ta } from '../../../src-renderer/ui/text-admin.ts'
import { tar } from '../../../src-renderer/ui/text-archive.ts'
import { tb } from '../../../src-renderer/ui/text-branches.ts'
import { tcy } from '../../../src-renderer/ui/text-county.ts'
import { tcs } from '../../../src-renderer/ui/text-consult.ts'
import { tin } from '../../../src-renderer/ui/text-incoming.ts'
import { ti } from '../../../src-renderer/ui/text-issue.ts'
import { tl } from '../../../src-renderer/ui/text-lease.ts'
import { tk } from '../../../src-renderer/ui/text-lock.ts'
import { tnb } from '../../../src-renderer/ui/text-numbers.ts'
import { tpr } from '../../../src-renderer/ui/text-print.ts'
import { tr } from '../../../src-renderer/ui/text-routing.ts'
import { tsc } from '../../../src-renderer/ui/text-safe-copy.ts'
import { tsr } from '../../../src-renderer/ui/text-search.ts'
import { ttp } from '../../../src-renderer/ui/text-templates.ts'
import { about } from './county.ts'
import { files } from './files.ts'
import {
  account,
  act,
  button,
  chooses,
  chosen,
  doc,
  inTurn,
  keys,
  line,
  more,
  place,
  savesTo,
  tab,
  ticked,
  told,
  type Step,
} from './steps.ts'
import type { Scene } from './walk.ts'

export const at = (name: string, open: Step): Scene => ({ name, open, kind: 'place' })
export const dialog = (name: string, ...steps: Step[]): Scene => ({ name, open: inTurn(...steps) })
const drawer = (name: string, ...steps: Step[]): Scene => ({ name, open: inTurn(...steps), kind: 'drawer' })
const menu = (name: string, ...steps: Step[]): Scene => ({ name, open: inTurn(...steps), kind: 'menu' })

const pump = doc('排涝泵车')
const duty = doc('防汛值班')
const holiday = doc('节假日')
const dike = doc('堤防应急加固')

/** The pages beside 用印 stand there, seal and all. */
const drawn: Step = (page) => page.locator('.seal-preview .pp-seal').waitFor()

/** Who sits at the desk, one after the other, and what each of them sees: a dialog is a line. */
export const people: Record<string, readonly Scene[]> = {
  // 拟稿人
  wangfang: [
    at('待办', place('待办')),
    at('草稿', inTurn(place('草稿'), pump)),
    at(
      '在办',
      inTurn(place('在办'), (page) => page.getByRole('option').first().click()),
    ),
    at('已办', place('已办')),
    {
      name: '批量打印',
      open: inTurn((page) => page.getByRole('option').first().focus(), keys('Control+a', 'Control+Shift+P')),
    },
    dialog('批量办理', (page) => page.getByRole('option').first().focus(), keys('Control+a', 'Control+Shift+Enter')),
    dialog('自己的常用语', account(tcy.phrasesMenu)),
    menu('搜索与命令', keys('Control+k'), (page) => page.keyboard.insertText('防火')),
    at('待上报-空', place('待上报')),
    at('需处理-空', place('需处理')),
    at('查找-空', place('查找')),
    at('查找-结果', (page) => page.getByLabel(tsr.field).fill('柳河镇')),
    menu('查找-常用', button(tsr.saved)),
    at('草稿-批注栏', inTurn(pump, tab(/批注/))),
    at('草稿-意见栏', tab(/意见/)),
    at('草稿-附件栏', tab(/附件/)),
    at('草稿-检查栏', tab(/检查/)),
    at('草稿-修订栏', tab(/修订/)),
    menu('草稿-更多', pump, act(t.more)),
    dialog('报送', act(t.submit)),
    dialog('删除草稿', more(t.discard)),
    dialog('合拟人-空', more(tl.codrafters)),
    dialog('合拟人', doc(about.codraft), more(tl.codrafters)),
    dialog('带走离线写', button(tl.takeAlong)),
    dialog('撤回', doc(about.withdraw), act(t.withdraw)),
    dialog('打印预览', keys('Control+p')),
    dialog('拟稿', button(t.newDraft)),
    dialog('拟稿-参照', button(t.newDraft), button(t.draftFrom)),
    menu('账户菜单', (page) => page.getByRole('button', { name: t.account }).click()),
    dialog('快捷键', account(t.shortcuts)),
    dialog('关于', account(t.about)),
    dialog('文件处理单空白表', account(tpr.blankIncoming)),
    dialog('导出安全副本', account(tsc.exportName)),
    dialog('导出安全副本-完成', account(tsc.exportName), savesTo(files.copy), button(tsc.choosePlace), told(tsc.written)),
    dialog('导入安全副本', account(tsc.importName)),
    dialog('导入安全副本-密码', account(tsc.importName), chooses(files.copy), button(tsc.chooseCopy), told(tsc.password)),
    dialog('修改密码', account(tk.changePassword)),
  ],
  // 部门负责人
  lijianguo: [
    at('审核', duty),
    dialog('审核-同意', act(t.approve)),
    menu('审核-退回给谁', act(t.giveBack)),
    dialog('退回', act(t.giveBack), chosen('拟稿')),
    dialog('加签', more(tr.addSigner)),
    dialog('转办', more(tr.transfer)),
    dialog('传阅', more(tr.circulate)),
    dialog('委托代办', more(tr.delegations)),
  ],
  // 办公室
  zhaomin: [
    at('核稿', holiday),
    dialog('存为本机关范本', more(ttp.keep)),
    dialog('征求意见', more(tcs.open)),
    dialog('催办', doc(about.cosign), more(tr.urge)),
    dialog('改派', more(tr.reassign)),
    dialog('交接', more(tr.handOver)),
    dialog('终止', more(tr.terminate)),
    at('会签', doc(about.consult)),
    drawer('意见汇总表', more(tcs.summary)),
    dialog('会签-收回', more(tcs.summary), line('czj', tcs.cancel)),
    dialog('会签-报上级裁定', more(tcs.summary), line('yjj', tcs.rule)),
    dialog('会签-采纳情况', more(tcs.summary), line('slj', tcs.adopt)),
    dialog('会签-再协商', more(tcs.summary), line('yjj', tcs.again)),
    dialog('生成清稿', doc(about.clean), act(tb.makeClean)),
    at('清稿已成', doc(about.recheck)),
    dialog('复核', act(ti.recheck)),
    dialog('退签发人复审', more(ti.substantive)),
  ],
  // 被征求意见、承办的单位
  liuyang: [
    at('会签-被征求意见', doc(about.consult)),
    dialog('会签-答复', act(tcs.answer)),
    at('承办', doc(about.handle)),
    dialog('承办-办结', act(tin.finish)),
    dialog('承办-报告进展', more(tin.progress)),
    dialog('承办-申请延时', more(tin.extend)),
    dialog('承办-转办', more(tin.transfer)),
    dialog('承办-异议', more(tin.object)),
    dialog('答复来文单位', doc(about.reply), act(tin.reply)),
  ],
  xubo: [dialog('协办意见', doc(about.handle), act(tin.finish))],
  // 领导
  chenlixin: [
    at('签发', dike),
    dialog('签发-对话框', act(t.sign)),
    dialog('变更分送范围', doc(about.distribute), more(ti.changeScope)),
    dialog('撤销公文', doc(about.close), more(ti.revoke)),
    dialog('废止公文', more(ti.repeal)),
  ],
  linguodong: [
    at('批示', doc(about.instruct)),
    dialog('批示-对话框', act(tin.instruct)),
    dialog('答复延时申请', doc(about.handle), act(tin.grant)),
    dialog('中止计时', more(tin.suspend)),
  ],
  majun: [at('传阅-收到', doc(about.read)), dialog('阅知', act(tr.read)), dialog('传阅去向', button(/已阅 \d/))],
  // 文印、档案
  qianjin: [
    at('待办-文印', place('待办')),
    dialog('编号', doc(about.number), act(ti.number)),
    dialog('作废文号', doc(about.seal), more(ti.void)),
    dialog('分发', doc(about.distribute), act(ti.distribute)),
    at('已发', doc(about.close)),
    dialog('发文办结', act(ti.close)),
    dialog('补发', more(ti.again)),
    drawer('分发与签收', more(ti.ledger)),
    dialog('收回一份', more(ti.ledger), button(ti.recall)),
    dialog('归档', doc(about.archive), act(ti.archive)),
    at('已归档', doc(about.filed)),
    drawer('借阅登记', more(tar.loans)),
    dialog('登记借阅', more(tar.loans), button(tar.lend)),
    drawer('发文号簿', keys('Control+k'), (page) => page.keyboard.insertText(tnb.title), keys('Enter')),
    dialog('预留文号', keys('Control+k'), (page) => page.keyboard.insertText(tnb.title), keys('Enter'), button(tnb.reserve)),
  ],
  sunyue: [dialog('用印', doc(about.seal), act(ti.seal), drawn), dialog('不加盖印章', more(ti.waive))],
  // 收文
  sunli: [
    at('收文登记簿', place(tin.registerPlace)),
    dialog('收文登记簿-打印', button(tin.printRegister)),
    dialog('纸质来文登记', button(tin.paper)),
    at('来文', doc(about.close)),
    dialog('签收', act(tin.receive)),
    dialog('误投退回', more(tin.reject)),
    dialog('收文登记', doc(about.register), act(tin.register)),
    dialog('初审', doc(about.precheck), act(tin.precheck)),
  ],
  hewei: [
    at('拟办', doc(about.propose)),
    dialog('拟办-对话框', act(tin.propose)),
    dialog('结束传阅', doc(about.read), more(tin.closeReading)),
    dialog('重新办理', doc(about.incomingArchive), more(tin.reopen)),
  ],
  fengxue: [dialog('收文归档', doc(about.incomingArchive), act(tin.archive))],
  // 三员
  sysadmin01: [
    at('管理-单位岗位', place(ta.place)),
    at('管理-一个单位', (page) =>
      page
        .getByRole('treeitem', { name: /青禾县人民政府/ })
        .first()
        .click(),
    ),
    at('管理-待确认授权-空', tab(ta.tabs.grants)),
    at('管理-流转模板', tab(ta.tabs.routes)),
    dialog('流转模板-修改', button(tcy.routeEdit)),
    dialog('流转模板-历次版本', button(tcy.routeHistory)),
    at('管理-常用语', tab(tcy.tabs.phrases)),
    at('管理-印章', tab(tcy.tabs.seals)),
    at('管理-工作日安排', tab(ta.tabs.calendar)),
    dialog('导入节假日安排', button(ta.holidayImport)),
    dialog('导入节假日安排-看过', button(ta.holidayImport), chooses(files.holidays), button(ta.chooseOne), told(ta.holidayKeeps)),
    menu('管理-导出', button(ta.exportName)),
    dialog('导入机构人员', button(ta.importName)),
    dialog('导入机构人员-有误', button(ta.importName), chooses(files.wrong), button(ta.choose), told(ta.saveList)),
    dialog(
      '导入机构人员-看过',
      button(ta.importName),
      chooses(files.people, files.posts),
      button(ta.choose),
      told(/项是新的账号或权限/),
    ),
    dialog(
      '导入机构人员-完成',
      button(ta.importName),
      chooses(files.people, files.posts),
      button(ta.choose),
      button(ta.apply),
      told(ta.applied),
    ),
  ],
  secadmin01: [
    at('管理-待确认授权', place(ta.place)),
    at('管理-印章-保密员', tab(tcy.tabs.seals)),
    dialog('制章', button(tcy.sealNew)),
    dialog('不予确认', tab(ta.tabs.grants), ticked(ta.selectAll), button(/^不予确认/)),
    {
      ...dialog('初始密码', button(/^确认 \d/)),
      stays: (page) => page.getByRole('button', { name: ta.keptSafe }).click(),
    },
  ],
}
