/** Words of a machine that was reported lost: what became of it, and what whoever sits at it can do (SE-77). */
export const tl = {
  title: '这台电脑已登记丢失',
  what: {
    lost: '管理员登记了这台电脑丢失，现在谁也不能在这里登录。还没有上报的内容正在加密移交给县里，移交以后才会从本机清除。',
    surrendered: '还没有上报的内容已经加密移交给县里，正在清除本机的内容。',
    wiped: '本机的内容已经全部清除。还没有上报的内容在清除之前已加密移交给县里，没有丢。',
  },
  next: {
    lost: '如果电脑就在您手里，请保持联网，并马上与安全管理员联系。',
    surrendered: '请等一会儿，不要关闭电脑。',
    wiped: '如果电脑已经找回，请安全管理员解除登记，再登录；移交的内容请向办公室领取。',
  },
  when: { lost: '得知登记', surrendered: '移交完成', wiped: '清除完成' },
} as const
