"""The sentence line: one text for every moment (words, sections 3 to 8, verbatim), and the few those pages lack."""

from __future__ import annotations

# Everyday sentences, one per state (words, section 8).
WAITING = "请患者插社保卡，或按[F3]扫电子凭证。"
READING = "正在读卡，请不要拔。"
PARTIAL = "卡只读到姓名和卡号，参保信息已向医保查到，可以继续。"
CARD_PULLED = "卡拔早了。不影响这次结算；还没预结算的，请再插一次。"
NOT_A_SOCIAL_CARD = "这不是社保卡（{卡种}）。请换社保卡，或按[F3]扫电子凭证。"
NO_CHARGES = "医院系统里没有待缴费用。请问患者哪个科开的，或按[F6]手工加。"
CHARGES = "取来 {n} 项待缴费用，核对后按[F8]预结算。"
TRIAL_DONE = "{零或少的原因}收款按[F9]。"
SETTLING = "正在结算，请不要拔卡，也不要关窗口。"
SLOW = "医保还没回话，已等 {秒} 秒。可以再等，不用重按。"
SETTLED = "已结算，找零 {找零} 元。请患者收好结算单、取走社保卡。"
PARKED = "已挂起。患者回来按[F7]取回，费用都在。"
PRINTER = "打印机{打印状态}。已结算，不受影响；修好按[F11]补打。"
BUG = "程序自己出了问题，这笔账没有丢。按[F11]打印报告，打信息科 {分机}。"
WRONG_CODE = "这是{码种}，这里要医保电子凭证。请患者换一个码。"

# Not in words: moments of the window that those pages leave without a sentence.
SCANNING = "请患者亮出医保电子凭证，正在等扫码。按[Esc]返回。"
TRIAL_RUNNING = "正在预结算，算好了报应付金额。"
SETTLED_NO_CHANGE = "已结算，已收 {已收} 元。请患者收好结算单、取走社保卡。"
FULL_PAYMENT = "这次由患者付全款，告知单已存成。收款按[F9]，不付按[Esc]返回。"
PAID_IN_FULL = "已收全款 {已收} 元。把告知单、票据交给患者，回参保地报销。"
PAID_IN_FULL_CHANGE = "已收全款，找零 {找零} 元。把告知单、票据交给患者。"
TYPING = "打患者的姓名、身份证号、电话，按[Enter]到下一格，最后查人。"
TYPING_OFFLINE = "断线了，卡上没有姓名证件号。打完按[Enter]查费用；等恢复按[F7]。"
REFUSED_AFTER_MONEY = "医保没有结上，已收 {已收} 元没有动。再结按[F5]，退款按[Shift F9]。"
HAND_BACK_CONFIRM = "撤下这一笔，退{姓名遮中} {应退} 元，{付款方式}。按[Shift F9]确认，[Esc]返回。"
NOTICE_KEPT = "告知单已存成文件。"
NOTICE_LACKS = "单子上的“{缺项}”还没有设置，印不出来。请信息科设置好再按[F11]。"
LOCKED = "窗口已锁定。收费员输入工号和密码，接着办。"
ANY_KEY_HELP = "按[F1]或[Esc]返回。"
SHORT = "实收还差 {差} 元。收够了再按[F9]。"
HAND_ON = "{名称}。按[F11]打印，交信息科。"
CANCEL_CONFIRM = "按[Shift F9]确认，[Esc]返回。"

# The link is down, and comes back (words, section 3).
TICKET_OUT = "补记账单 {单号} 已出。把下联交给患者，请患者留电话。"
LINK_BACK = "医保 {时间} 恢复，正在自动补结，窗口照常收费。"
LINK_STILL_DOWN = "还连不上：{未通环节}。可以继续收全款出单，已等 {时长}。"
DISPLAY_LINK_BACK = "医保恢复了。请在座位等，叫到您再来。"
BOARD_DOWN = (
    "医保网络 {断线起} 起中断，正在抢修。急诊照常。您可以：先付全款、恢复后退差额；等恢复；或改天来结。咨询 {院电话}"
)
BOARD_BACK = "医保网络已恢复。持“先付后补凭单”的，请到 {窗口}号窗口，不用重新排队。"
PHONE_REFUND = (
    "您好，这里是{院}收费处。您 {就诊日期} 的医保已补办好，应退您 {应退} 元，请在 {限期} 前带凭单和社保卡来领；"
    "手机付的已原路退回。我们不会要您转账，也不会要验证码。"
)

# Money goes out (words, section 4).
REFUND_DUE = "应退 {应退} 元，原付 {付款方式}。核对凭单和证件后按[Shift F9]退款。"
REFUND_CONFIRM = "退给{姓名遮中} {应退} 元，{付款方式}。按[Shift F9]确认，Esc 返回。"
REFUNDED = "已退 {应退} 元。请患者在退款单上签字，收回凭单。"
REFUND_ZERO = "补结好了，应退 0.00：{零原因}。给患者结算单，说明不退。"
REFUNDED_ELSEWHERE = "这张凭单 {时间} 在 {窗口} 号窗口退过了，没有再退。"
DISPLAY_REFUND = "退给您 {应退} 元，请点清后签字。"
DISPLAY_REFUND_ZERO = "补办好了，这次不退钱：{零原因}。"
UNDO_CONFIRM = "要撤销 {时间} 的结算，退患者 {现金} 元，医保退回 {基金} 元。写明原因，主管确认。"
PARTIAL_REFUND = "只退一部分要整单撤销再重结，共三张单。差额 {差额} 元，按[F8]先看。"
UNDO_UNCLEAR = "撤销还没回话，正在核对。先不退钱，也不重结。"

# Nobody knows yet (words, section 5).
UNCLEAR = "医保还没回话，正在核对。请勿重复收款，可按[F7]接下一位。"
UNCLEAR_LONG = "还在核对（{时长}）。钱先放一边，不找零、不重结。"
UNCLEAR_FOUND = "查到了：医保已结算，金额没变。按[F11]打印，找零 {找零} 元。"
UNCLEAR_NOT_DONE = "查清了：医保没有结上，没有重复。按[F8]重新预结算。"
UNCLEAR_REVERSED = "已撤回那一次，正在重新结算，请勿重复收款。"
UNCLEAR_TIME_UP = "查不清，转人工核对。按[F11]给患者核对单，钱照记，不重结。"
UNCLEAR_AFTER_RESTART = "上次关机时有 {n} 笔没等到回话，正在核对，先不要重收。"
UNCLEAR_SAME_PERSON = "这位患者还有一笔在核对，要等它有结果才能结下一笔。"
AMOUNT_CHANGED = "金额变了：预结算 {原额}，结算 {新额}。先别找零，按新金额收付。"
DISPLAY_UNCLEAR = "正在核对，请不要再付一次，通常不到 1 分钟。"
DISPLAY_FOUND = "核对好了，您已付清。谢谢您等。"
DISPLAY_NOT_DONE = "核对好了，要重新办一次，不会多收您的钱。"
DISPLAY_TIME_UP = "还要再查。请收好这张核对单，我们打电话给您。"

# Training (words, section 7).
TRAINING_HEAD = "训练　不入账　不收真钱"
TRAINING_LAMPS = "训练数据，与正式账分开存"
TRAINING_TAKE = "训练收 {金额} 元（不入账）"
TRAINING_SLIP = "训练单　无效"
TRAINING_SLIP_FOOT = "本单用于训练，不能报销，不能作收款凭证，请当场销毁。"
TRAINING_DISPLAY = "训练中，请勿付款"
TRAINING_REAL_CARD = "这是真卡。训练里不能用真卡，请取出。要真结算，先退出训练。"
TRAINING_CARD_OUTSIDE = "这是训练卡。正式窗口不能用。"
TRAINING_TICKET_OUTSIDE = "这是训练单，正式窗口不能退钱，也不能补结。"
TRAINING_LEAVE = "要退出训练。还有 {n} 笔训练单没做完，会留在训练里。"
TRAINING_AFTER = "这次练的是“{故障名}”。重复收款 {a} 笔，漏出单 {b} 笔，平均 {秒} 秒一位。"

# The queue page (picture 07; the rest in its tone).
QUEUE_REPLAYING = "正在自动补结，窗口照常收费。"
QUEUE_PAUSED = "补结已暂停，单子都在。按[空格]继续。"
QUEUE_DOWN = "医保 {时间} 起连不上，单子都在，恢复后自动补结。"
QUEUE_DONE = "都补结好了。有应退的，等患者来按[Shift F9]退款。"
QUEUE_EMPTY = "没有补记账。按[Esc]回到结算。"
QUEUE_REFUNDS = "应退的 {n} 笔。选一笔，核对凭单和证件后按[Shift F9]退款。"
QUEUE_NO_REFUNDS = "没有应退的。按[Shift F11]看全部，按[Esc]回到结算。"
QUEUE_PAPER = "结算单已存成文件，{第几份}。应退 0.00，给患者说明不退。"
QUEUE_PAPER_KEPT = "结算单已存成文件，{第几份}。"
QUEUE_PEOPLE = "{n} 笔要人处理，按[↑][↓]查看。"

# Of this version: what the window says of parts that come later, and of a person whose older claims wait.
NOT_READY = "这一步这个版本还没有做，先用医院收费系统办。"
OLDER_WAIT = "这位患者还有 {n} 笔补记账没结，按[F8]先补结，再算这一笔。"
OTHER_CARD = "又插了一张卡，这一位还没结完。按[F7]挂起，再按[F2]读卡。"
LINES_STAY = "这笔已经送出一部分，断线时不能改费用。按[F7]挂起，恢复后再改。"
REPRINTED = "结算单又存了一份，印“补打”第 {n} 次。"
NOT_REFUNDED = "没有应退的钱，或已在别处退过，没有再退。"
PAPER_NOT_KEPT = "单子存不下，账已记好。腾出磁盘后按[F11]补打。"
