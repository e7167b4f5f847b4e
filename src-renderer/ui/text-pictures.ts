/** The words of pictures in the text. */
export const tp = {
  insert: '插入图片',
  wider: '放大图片',
  narrower: '缩小图片',
  describe: '填写图片说明',
  note: '图片说明',
  noteHint: '供看不到图的人听读，不印在纸上',
  size: (width: number, height: number) => `${width} × ${height} 毫米`,
  corners: { nw: '拖动左上角改大小', ne: '拖动右上角改大小', sw: '拖动左下角改大小', se: '拖动右下角改大小' },
  // in place of a picture
  offline: '图片尚未取到，连上网络后显示',
  missing: '图片还没有送到县里的服务器，到了以后显示',
  broken: '图片打不开，可以请插入的人换一张',
  // putting in
  working: (at: number, all: number) => (all > 1 ? `正在存入图片，第 ${at} / ${all} 张` : '正在存入图片'),
  cancel: '取消',
  cancelled: '已取消，图片没有插入',
  readOnly: '现在只能看，没有插入图片',
  left: '公文已经关上，图片没有插入；图片还在本机，可以再插入一次',
  bodyOnly: '图片只能放在正文里',
  onlyPictures: '这里只能放图片；其他文件请用“添加附件”',
  refused: (n: number, why: string) => `有 ${n} 张没有插入：${why}`,
  leftOut: (n: number) => `粘贴的内容里有 ${n} 张图片没有带来，因为图片在网页或别的文件里。请单独复制图片，或用“插入图片”`,
  notYours: (n: number) => `有 ${n} 张图片没有粘贴：它不在您能看的公文里，或者已经取不到`,
} as const
