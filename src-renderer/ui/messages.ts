import { e, kept, report, rewrite, untouched, type Explanation } from './explanation.ts'
import { workflow } from './messages-workflow.ts'

const unharmed = '原有的内容没有动。'
const notCopied = '这台电脑上的内容没有动。'

const others: Record<string, Explanation> = {
  // body and revision
  'RV-STEP-INVALID': e('这次修改接不到现在这一稿上。', kept, rewrite),
  'RV-SCHEMA': e('这次修改里有系统不认识的内容，服务器没有收。', kept, report),
  'RV-BLOCK-ID': e('这次修改的段落编号有重复，服务器没有收。', kept, report),
  'RV-FOREIGN-AUTHOR': e('这次修改里有署他人姓名的改动，服务器没有收。', kept, report),
  'RV-FOREIGN-STEP': e('这次修改里有记在别的环节上的改动，服务器没有收。', kept, report),
  'RV-FUTURE': e('这次修改的时间比服务器晚了一天以上。', kept, '请把电脑的日期和时间调准，再改一次。'),
  'RV-CHANGE-REMOVED': e('这次修改里少了已经上报的修订，服务器没有收。', kept, rewrite),
  'RV-CHANGE-ALTERED': e('这次修改动了别人的留痕，服务器没有收。', kept, rewrite),
  'RV-BASE-ALTERED': e('这次修改里有没留痕的改动，服务器没有收。', kept, rewrite),
  'RV-UNEXPECTED-CHANGE': e('未报送的草稿里带有修订标记，服务器没有收。', kept, report),
  'RV-BASE': e('您修改所依据的那一稿，服务器上没有。', kept, rewrite),
  'RV-HASH': e('这次修改的内容与校验值不符，服务器没有收。', kept, report),
  'RV-STALE-BASE': e('这份草稿在别处先改过了，两份不能自动合到一起。', '两份都留着。', rewrite),
  'RV-MERGE': e('您和别人的修改没有能自动合到一起。', '两份都留着。', '打开公文对照着看，把要的改上去。'),
  'RV-CLEAN-DIFFERS': e(
    '这台电脑按签发的稿做出的清稿，与服务器存的不一致。',
    '签发的稿和留痕都没有动。',
    '先不要印发，请把代码 RV-CLEAN-DIFFERS 告诉管理员。',
  ),
  // sync
  'SY-PARKED': e('前面一步没有被接受，这一步也先放下了。', kept, '先处理前面那一步。'),
  'SY-REBASE': e('别人的新稿到了，您有一段修改接不上去。', kept, rewrite),
  'SY-UNTRACKED': e('公文报送以后，您在旧稿上的修改没有留痕，不能直接并入。', kept, rewrite),
  'SY-JOURNAL': e('上次没有正常关闭，从本机日志里找回了这段文字。', kept, rewrite),
  'SY-COPY-TEXT': e('安全副本带来的这段文字，与这台电脑上的合不到一起。', kept, rewrite),
  'SY-COPY-CONFLICT': e('这份公文在两台电脑上都改过，安全副本带来的修改没有并入。', kept, rewrite),
  'SY-NO-TEXT': e('这一步所依据的正文不在这台电脑上。', untouched, '连上网络打开公文，再办一次。'),
  'SY-REFUSED': e('服务器没有接受这一步。', kept, report),
  'SY-UNKNOWN-COMMAND': e('服务器不认识这一步，可能版本不同。', kept, '请更新留痕后再试。'),
  'SY-MALFORMED': e('这一步的内容服务器读不了，没有收。', kept, report),
  'SY-REQUEST': e('这一步没有发出去。', kept, report),
  'SY-ANSWER': e('服务器的答复读不了，可能版本不同。', kept, '请更新留痕后再试。'),
  'SY-ID-REUSED': e('这一步的编号已经用过，服务器没有收。', kept, report),
  'SY-NOT-FOUND': e('服务器上没有这份公文，或者您不能看。', kept, '可以把您写的内容另存为新稿。'),
  'SY-INTERNAL': e('服务器出了差错，这一步还没有办成。', kept, '过一会儿会自动再报；一直不行请告诉管理员。'),
  'SY-BUSY': e('县里的服务器正忙。', kept, '过一会儿会自动再试。'),
  'SY-RATE': e('这台电脑发得太快，服务器请稍候。', kept, '过一会儿会自动再试。'),
  'SY-DRAINING': e('县里的服务器正在重启或换机。', kept, '过一会儿会自动再试。'),
  'SY-EPOCH': e('服务器从备份恢复过，正在把已报的再报一遍。', kept, '不用再做什么。'),
  'SY-TOO-OLD': e('留痕的版本太旧，服务器上的新内容读不到了。', kept, '可以照常写；请更新留痕。'),
  'SY-TOO-LARGE': e('这一步的内容太大，服务器没有收。', kept, '请把图片改为附件后再试。'),
  'SY-BLOB-HASH': e('附件传到服务器后与校验值不符。', '附件还在本机。', '会自动再传；一直不行请告诉管理员。'),
  'SY-BLOB-RANGE': e('附件没有接着上次的地方传下去。', '附件还在本机。', '会自动再传。'),
  'SY-QUARANTINED': e(
    '您不再参与这份公文，还没有上报的这一步没有报出去。',
    '您写的都留存在“需处理”。',
    '可以另存为新稿，或与现在办理的人联系。',
  ),
  'SY-OLD-COMMAND': e('这一步是旧版留痕写下的，服务器已经读不了。', kept, '请打开公文，再办一次。'),
  'SY-WAITS': e('服务器从备份恢复过，这一步要等别人把前面的报上来。', kept, '不用再做什么，到时会自动再报。'),
  'SY-RECOVERING': e('服务器从备份恢复过，正在等各台电脑把已报的再报一遍。', kept, '可以照常办；看到的公文可能一时不全。'),
  'SY-OFFLINE-LONG': e(
    '这台电脑已有 30 天没有连上县里的服务器。',
    kept,
    '请尽快接上网络上报；接不上时可以导出安全副本，拿到能上网的电脑上报。',
  ),
  'SY-OUTBOX-LONG': e('待上报的已超过 2000 条。', kept, '连上后会自动上报，时间会长一些；请尽快接上网络。'),
  'SY-LEFT': e('您不再参与这份公文，本机的副本已收回。', '您没有上报的修改还在。', '可以另存为新稿。'),
  'RV-COMMENT-REMOVED': e('这次修改去掉了他人批注所批的位置，服务器没有收。', kept, report),
  'RV-CHAIN': e('服务器上这份公文的存稿有损坏，暂时不能再改、不能签发。', kept, '以前的稿仍可查看；请把代码告诉管理员。'),
  'RV-NEWER-SCHEMA': e('这份公文里有较新版本写的内容，本版本只能阅读。', kept, '请升级后再改。'),
  'RV-ID-REUSED': e('这次修改用了已经用过的修订编号，服务器没有收。', kept, report),
  // session
  'SE-WRONG-PASSWORD': e('登录名或密码不对。', '', '请核对后再试。'),
  'SE-WRONG-UNLOCK': e('密码不对。', '本机的内容没有动。', '请核对后再试。'),
  'SE-OLD-WRONG': e('现在的密码不对。', '密码没有改。', '请核对后再试；连错五次会锁住十五分钟。'),
  'SE-PASSWORD-SHORT': e('新密码太短，至少 8 个字符。', '密码没有改。', '请换一个长一些的。'),
  'SE-PASSWORD-LOGIN': e('新密码里含有登录名。', '密码没有改。', '请换一个别人猜不到的。'),
  'SE-PASSWORD-PLAIN': e('新密码的字符重复太多。', '密码没有改。', '请换一个别人猜不到的。'),
  'SE-PASSWORD-SAME': e('新密码与现在的一样。', '密码没有改。', '请换一个不同的。'),
  'SE-PASSWORD-OFFLINE': e(
    '没有连上服务器，或没有等到答复：修改密码要连着网办。',
    '本机的内容没有动。',
    '请连上网再试；若提示现在的密码不对，可能刚才已经改成，请用新密码登录。',
  ),
  'SE-LOCKED': e('输错次数太多，这个账户暂时锁住了。', '本机的内容没有动。', '请过一会儿再试，或请安全管理员解锁。'),
  'SE-OFFLINE-UNKNOWN': e('现在没有网络，您在这台电脑上还没有登录过。', '', '请连上网络登录一次，以后离线也能用。'),
  'SE-NO-SESSION': e('登录已过期。', kept, '请重新登录，接着上报。'),
  'SE-SIGNED-OUT': e('现在没有登录。', kept, '请登录后再办。'),
  'SE-REVOKED': e('这台电脑已被停用。', '没有上报的内容还在本机。', '请与安全管理员联系。'),
  'SE-OLD-PASSWORD': e('您的密码在别处改过，这台电脑上的内容还锁在原来的密码里。', kept, '请输入原来的密码，以后就用新密码。'),
  'SE-OTHER-PERSON': e('这份安全副本是别人的，只有本人能导入。', unharmed, '请本人登录后导入，或另选一份副本。'),
  'SE-OTHER-COUNTY': e('这份安全副本是在别的县导出的，不能在这里导入。', unharmed, '请另选一份副本。'),
  'SE-LOST': e('这台电脑已登记丢失，现在谁也不能在这里登录。', '', '如果电脑就在您手里，请保持联网，并与安全管理员联系。'),
  'SE-SIGN-IN-ONLINE': e('这台电脑登记过丢失，要连上服务器才能打开。', '本机的内容没有动。', '请连上网络，再登录一次。'),
  'SE-DESK-LOCKED': e('留痕已锁定。', kept, '请输入密码，再接着办。'),
  'SE-KEY': e('打开本机内容的密钥读不出来。', '本机的内容没有动。', '请先不要删除任何文件，把代码 SE-KEY 告诉管理员。'),
  'SE-KEY-WRITE': e('本机的密钥没有写下去，没有登录。', '本机的内容没有动。', '请看磁盘是否可写，再登录一次。'),
  'SE-DEVICE': e('登录是在另一台电脑上办的，这里不能用。', kept, '请在这台电脑上重新登录。'),
  // journal and cache
  'SY-CACHE': e(
    '本机的公文库读不出来，已经重建。',
    '没有上报的内容都从本机日志里找了回来。',
    '公文正从服务器重新取来，可以照常办。',
  ),
  'SY-CACHE-SHORT': e('本机的公文库少了一部分，正在补齐。', '没有上报的内容都在。', '缺的公文会从服务器重新取来，可以照常办。'),
  'SY-CACHE-NEWER': e(
    '本机的公文库是较新版本的留痕存的，这个版本不能用，已放到一边并重建。',
    '没有上报的内容都从本机日志里找了回来。',
    '可以照常办；请尽快换回较新的版本。',
  ),
  'SY-NO-ROOM': e('磁盘满了，本机的公文打不开。', '您写过的内容都在，没有丢。', '请清理磁盘，再试一次。'),
  'JR-FULL': e('磁盘满了，最后这一笔没有写下去。', '之前写的都安全。', '请清理磁盘；清理好之前先不要关闭窗口。'),
  'JR-FLOOR': e('磁盘剩余不足 100 MB，这一笔没有办。', '写过的内容都在本机。', '请清理磁盘，再办一次。'),
  'JR-IO': e(
    '写入磁盘时出了问题，最后这一笔没有写下去。',
    '之前写的都安全。',
    '请先不要关闭窗口，把文字复制出来，再告诉管理员。',
  ),
  // network
  'NET-OFFLINE': e('没有连上县里的服务器。', kept, '可以照常写、改、办，连上后自动上报。'),
  'NET-SERVER': e('县里的服务器没有应答。', kept, '可以照常写、改、办，过一会儿会自动再试。'),
  'NET-BUSY': e('县里的服务器正忙。', kept, '过一会儿会自动再试。'),
  'NET-CERT': e('服务器的证书核对不上，为安全起见没有连接。', kept, '请告诉管理员。'),
  // attachments
  'AT-TOO-LARGE': e('附件超过 200 MB，没有添加。', untouched, '请压缩或拆分后再添加。'),
  'AT-MISSING': e('服务器上还没有这个附件，可能添加的人还没有传完。', untouched, '过一会儿再打开；仍没有请问添加附件的人。'),
  'AT-OFFLINE': e('附件还没有到这台电脑，现在没有网络，取不到。', '附件在服务器上，没有丢。', '连上网络后再打开。'),
  'AT-DAMAGED': e('附件取来后与校验值不符，没有打开，已经丢弃。', '原件在服务器上。', '请再打开一次；仍不行请告诉管理员代码。'),
  'AT-CANCELLED': e('已按您的意思停下。', untouched, '需要时可以再来一次，会接着上次的地方。'),
  'AT-UNREAD': e('文件读不出来，没有添加。', untouched, '请看文件还在不在、能不能打开，再试一次。'),
  'AT-CHANGED': e('添加的时候文件被改动，没有添加。', untouched, '请等别的程序写完文件，再添加一次。'),
  'AT-SPOILT': e('附件在本机磁盘上损坏，没有送到服务器。', untouched, '请移除这个附件，用原文件重新添加。'),
  'AT-NO-PROGRAM': e('没有找到能打开这种附件的程序。', '附件没有动。', '请告诉管理员安装相应的程序。'),
  'AT-PROGRAM': e('这种附件是程序，为安全起见不打开。', '附件没有动。', '请与发来附件的人核对。'),
  'AT-MACRO': e('这个文件里带有宏（一种程序），为安全起见不打开。', '附件没有动。', '请对方另存为不带宏的文件，或发 PDF、OFD。'),
  'AT-OTHER-KIND': e(
    '这个文件的名字说是 PDF 或 OFD，内容却不是，没有打开。',
    '附件没有动。',
    '请与发来附件的人核对，请对方重新导出再发。',
  ),
  'FV-MANY': e('同时打开的文件太多，这一个没有打开。', '附件没有动。', '请先关上几个文件窗口，再打开。'),
  'FV-DAMAGED': e('文件损坏或不完整，显示不出来，窗口已经关上。', '附件和您写的内容都没有动。', '请对方重新导出再发。'),
  'FV-ENCRYPTED': e('文件加了打开密码，留痕不显示，窗口已经关上。', '附件没有动。', '请对方去掉密码再发。'),
  'FV-PAGES': e('文件超过 2000 页，没有打开。', '附件没有动。', '请对方拆成几个文件再发。'),
  'FV-EMPTY': e('文件里没有可显示的页，窗口已经关上。', '附件没有动。', '请与发来附件的人核对。'),
  'FV-BOMB': e(
    '文件展开后过大或过于复杂，没有打开。',
    '附件和您写的内容都没有动。',
    '请与发来附件的人核对，请对方重新导出再发。',
  ),
  'FV-SLOW': e('文件 20 秒没有进展，窗口已经关上。', '附件和您写的内容都没有动。', '可以再试一次；仍不行请对方重新导出再发。'),
  'FV-MEMORY': e('文件要占的内存太多，窗口已经关上。', '附件和您写的内容都没有动。', '请对方拆小或重新导出再发。'),
  'FV-CRASHED': e('显示文件的窗口意外停止了。', '附件和您写的内容都没有动。', '可以再打开一次；仍不行请把代码告诉管理员。'),
  'AT-STUCK': e('附件传不上去。', '附件还在本机。', '会自动再传；一直不行请告诉管理员。'),
  'SC-FULL': e('所选的位置放不下这份安全副本。', notCopied, '请腾出空间，或另选一个位置。'),
  'SC-DENIED': e('所选的位置不允许写入或读取。', notCopied, '请另选一个位置，或请管理员核对权限。'),
  'SC-GONE': e('所选的位置或 U 盘已经不在了。', notCopied, '请插好 U 盘，再选一次。'),
  'SC-IO': e('安全副本读写不成。', notCopied, '请换一个位置再试；仍不行请把代码告诉管理员。'),
  'SC-SPOILT': e('安全副本写好后核对不上，已经删掉。这个位置的磁盘或 U 盘可能坏了。', notCopied, '请换一个位置再导出。'),
  'SC-FILE': e('有一个附件在写副本时读不出来。', notCopied, report),
  'SC-BUSY': e('另一份安全副本正在读写。', notCopied, '请等它完成再试。'),
  'SC-FOREIGN': e('这个文件不是留痕的安全副本。', unharmed, '请另选一个文件。'),
  'SC-NEWER': e('这份安全副本是更新版本的留痕导出的，这里读不了。', unharmed, '请把这台电脑的留痕升级后再导入。'),
  'SC-DAMAGED': e('这份安全副本不完整，或者被改动过。', '什么都没有导入。', '请重新复制一次文件，或在原来的电脑上再导出一份。'),
  'SC-PASSWORD': e('密码不对，这份安全副本打不开。', '什么都没有导入。', '请输入导出时用的登录密码。'),
  'SC-NO-ROOM': e('这台电脑的磁盘放不下这份安全副本的内容。', '什么都没有导入。', '请清理磁盘，再导入一次。'),
  'AT-FULL': e('磁盘满了，文件没有存下来。', untouched, '请清理磁盘，再试一次。'),
  'AT-VIRUS': e(
    '服务器的杀毒程序在这个附件里发现了病毒，没有接收。',
    '附件还在本机，别人看不到。',
    '请把它从文件里去掉，并告诉管理员。',
  ),
  'AT-UNSCANNED': e('服务器暂时不能查毒，附件还没有接收。', '附件还在本机。', '会自动再传。'),
  // pictures in the text
  'AT-PICTURE-KIND': e('这个文件不是能放进正文的图片。', unharmed, '可以放 PNG、JPG、GIF、WebP 和 BMP；其他文件请添加为附件。'),
  'AT-PICTURE-LARGE': e('图片超过 10 MB，没有插入。', unharmed, '请缩小或压缩后再插入，也可以添加为附件。'),
  'AT-PICTURE-PIXELS': e('图片的尺寸太大（超过 4000 万像素），没有插入。', unharmed, '请缩小后再插入，也可以添加为附件。'),
  'AT-PICTURE-UNREAD': e('图片文件读不出来，没有插入。', unharmed, '请看文件还在不在、能不能打开，再试一次。'),
  // paper: what a page could not be made as GB/T 9704 asks
  'PP-BODY-UNREAD': e('这一稿的正文读不出来，版面上没有正文。', untouched, report),
  'PP-BODY-OLD': e(
    '这一稿含有新版程序写入的内容，本机的程序不认识，版面上可能缺少。',
    untouched,
    '请先升级这台电脑的留痕再印制。',
  ),
  'PP-FACE-MISSING': e('随程序安装的字体文件读不出来，没有导出。', untouched, '请重新安装留痕；仍不行请把代码告诉管理员。'),
  'PP-FACE-UNKNOWN': e('版面用了不能嵌入文件的字体，没有导出。', untouched, report),
  'PP-FIRST-PAGE': e('首页排不下正文（GB/T 9704 7.3.3）。', untouched, '请精简标题或主送机关，再看版面。'),
  'PP-INK-LOST': e(
    '有圈阅或手写所写的文字后来改过或已删去，没有画在版面上；末页“圈阅和手写”里逐件列明。',
    untouched,
    '要看原样，请在“圈阅和手写”里看那一稿。',
  ),
  'PP-LONE-END': e(
    '署名和成文日期与正文不在同一面（GB/T 9704 7.3.5）：附件说明或署名太长。',
    untouched,
    '请精简附件说明，或调整末段。',
  ),
  'PP-MAIN-TO-MOVED': e(
    '主送机关过多，首页不能显示正文，已移到版记（GB/T 9704 7.3.2）。',
    untouched,
    '需要留在首页时，请改用统称。',
  ),
  'PP-MARK-SMALL': e('发文机关名称太长，发文机关标志的字比标题还小（GB/T 9704 7.2.4）。', untouched, '请改用规范化简称。'),
  'PP-PICTURE-LARGE': e('有图片大于版心，已按比例缩到版心以内（GB/T 9704 5.2.1）。', untouched, '请看缩小后是否仍清楚。'),
  'PP-PICTURE-MISSING': e('有图片没有取到，版面上留了空框。', untouched, '连上网络、图片到本机后再印制。'),
  'PP-ROW-TALL': e('表格有一行高于一面，已缩小字号使它排在同一面。', untouched, '请把这一行拆成几行，或把内容移到正文。'),
  'PP-SEAL-MISSING': e('印章图片没有取到，或者正文后没有署名和成文日期，版面上没有印章。', untouched, '请补上后再试。'),
  'PP-TABLE-WIDE': e(
    '有表格宽于版心，已缩窄到排得下（GB/T 9704 5.2.1；宽得多的已横排）。',
    untouched,
    '请看表内文字是否仍清楚；必要时减少列数。',
  ),
  'PP-TITLE-LONG': e('标题太长，为使首页显示正文，缩小了标题的行距和上下空行（GB/T 9704 7.3.1）。', untouched, '请精简标题。'),
  // paper: how it leaves the desk
  'PP-BODY-CHANGED': e('要印制的内容与服务器上这一稿的校验值不符，没有印制。', untouched, report),
  'PP-WATERMARK': e(
    '本县规定印制文件须带姓名、单位和时间的水印，这一份没有，没有印制。',
    untouched,
    '请关闭预览，重新打开后再印制。',
  ),
  'PP-NO-BODY': e('正文还没有到本机，没有印制。', untouched, '连上网络、正文到本机后再印制。'),
  'PP-DRAW': e('这一稿没有排成版面。', untouched, report),
  'PP-SLOW': e('排版或打印太久没有完成，已停下。', untouched, report),
  'PP-CRASHED': e('排版的程序意外停下了。', untouched, report),
  'PP-PDF': e('生成的 PDF 不合要求，没有写入。', untouched, report),
  'PP-BUSY': e('这一件正在办理。', untouched, '请等它办完。'),
  'PP-FULL': e('要存放的磁盘满了，文件没有写成。', untouched, '请清理磁盘，或换一个地方再导出。'),
  'PP-DENIED': e('不能写到所选的地方：没有权限，或同名文件正在别的程序里打开。', untouched, '请换一个文件夹或文件名，再导出。'),
  'PP-GONE': e('所选的文件夹不在了，或U盘已经拔出，文件没有写成。', untouched, '请换一个地方再导出。'),
  'PP-IO': e('文件没有写成。', untouched, report),
  'PP-NO-PRINTER': e('所选的打印机不在了，没有打印。', untouched, '请看打印机是否开着、连着，再打印；也可以导出 PDF。'),
  'PP-PRINT': e('系统没有接下这次打印。', untouched, '请看打印机是否开着、有纸，再打印；也可以导出 PDF。'),
  // administration
  'ORG-NOT-YOURS': e('您没有办理这件事的管理岗位。', '机构人员没有改动。', '请由系统管理员或安全保密员办理。'),
  'ORG-STALE': e('机构人员刚被另一位管理员改过。', '这次没有改动任何内容。', '请看过现在的情况，再检查、再办一次。'),
  'ORG-ERRORS': e('表里有必须改正的问题。', '这次没有改动任何内容。', '请重新选择文件，按列出的问题改好再导入。'),
  'ORG-NO-ORGAN': e('没有这个机关，或它是内设机构。', '这次没有改动任何内容。', '请重新选择单位。'),
  'ORG-NO-ROUTE': e('没有这个流转模板。', '这次没有改动任何内容。', '请联网更新后再看。'),
  'ORG-ROUTE': e('流转模板有必须改正的问题。', '没有发布新版，已在用的不变。', '请按列出的问题改好，再检查、再发布。'),
  'ORG-SEAL-PICTURE': e('不是 1 MB 以内的 PNG 图片。', '没有制章。', '请选印章的 PNG 图片。'),
  'ORG-SEAL-SIZE': e('印章的宽度或高度超过 100 毫米。', '没有制章。', '请核对宽度和图片，再制一次。'),
  'ORG-NO-SEAL': e('没有这枚在用的印章。', '这次没有改动任何内容。', '请看印章一览，可能已由另一位管理员缴销。'),
  'ORG-NO-CHECK': e('要导入的文件已经不在手头。', '这次没有改动任何内容。', '请重新选择文件并检查。'),
  'ORG-SAME-PERSON': e('提出的人不能自己确认。', '没有生效。', '请由另一位安全保密员确认。'),
  'ORG-ACCOUNT-FIRST': e('岗位所属的账号还没有确认。', '没有生效。', '请先确认账号，或与账号一起确认。'),
  'ORG-ROLES-EXCLUDE': e('三员不能由同一人担任，也不能兼办理公文的岗位。', '没有生效。', '请核对后不予确认，由系统管理员改正。'),
  'ORG-FILE-LARGE': e('文件太大，不像机构人员表。', '这次没有改动任何内容。', '请另选文件；一个文件不超过 8 MB。'),
  'ORG-FILES-MANY': e('一次最多选三个文件。', '这次没有改动任何内容。', '请选一个工作簿，或单位、人员、岗位三个 CSV 文件。'),
  'ORG-FILE-UNREAD': e('文件读不了：可能已移走，或正被别的程序占用。', '这次没有改动任何内容。', '请关闭占用它的程序再选。'),
  'CAL-FILE-LARGE': e('文件太大，不像一年的节假日安排。', '这次没有改动任何内容。', '请另选文件；一年的安排只有几 KB。'),
  'CAL-ERRORS': e('文件里有必须改正的问题。', '这次没有改动任何内容。', '请重新选择文件，看列出的问题。'),
  'ORG-WRITE': e('文件没有写成：没有权限、磁盘已满，或同名文件正打开着。', '机构人员没有改动。', '请换一个地方再试。'),
  // number books
  'NB-NOT-YOURS': e('您没有看这本号簿的岗位。', untouched, '号簿由本机关的文印、核稿、用印、档案人员和领导查看，由文印员预留。'),
  'NOT-RESERVED': e('这个号不是预留的号。', untouched, '别人可能刚用了它或作废了它，请看号簿的最新情况。'),
  // archive
  'ARCHIVE-NOT-YET': e('这份公文还没有归档。', untouched, '归档以后才有归档包。'),
  'ARCHIVE-CHANGED': e(
    '归档时的材料有一份不在了，或者与归档时的校验值不符，没有导出。',
    untouched,
    '请把代码告诉管理员，用 verify-document 查明是哪一份。',
  ),
  'ARCHIVE-LARGE': e('归档包超过 4 GB，不能存成一个文件。', untouched, '请告诉管理员，分件导出附件。'),
  'ARCHIVE-WRITE': e('归档包没有写成：没有权限、磁盘已满，或同名文件正打开着。', untouched, '请换一个地方再试。'),
  // page
  'UI-UNEXPECTED': e('这一步没有办成。', kept, '请再试一次；仍不行请告诉管理员代码。'),
  'UI-DISK-FULL': e('磁盘快满了，暂时只能看不能改。', '已写的内容都在本机。', '清理磁盘后自动恢复。'),
}

/** Every code that has sentences of its own. */
export const knownCodes: readonly string[] = [...Object.keys(workflow), ...Object.keys(others)]

/** The sentences for a code; an unknown code is told as such, with the code itself to pass on. */
export function explain(code: string): Explanation {
  return (
    (workflow as Record<string, Explanation>)[code] ??
    others[code] ??
    e('这一步没有被接受。', kept, `请把代码 ${code} 告诉管理员。`)
  )
}

/** One line for a toast or a tooltip, with the article where the refusal gives one. */
export function sentence(code: string, article?: string | undefined): string {
  const { what, safe, next } = explain(code)
  const law = article && !next.includes(article) ? `（条例${article}）` : ''
  return `${what}${law}${safe}${next}`
}
