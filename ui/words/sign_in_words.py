"""The words of signing in, of the locked window, and of the second person."""

from __future__ import annotations

__all__ = [
    "AGAIN",
    "CAPS_LOCK",
    "CHANGE_HEAD",
    "CHANGE_SAID",
    "CHECKING",
    "FIRST_HEAD",
    "FIRST_SAID",
    "GONE",
    "GO_ON_ASK",
    "GO_ON_CONFIRM",
    "GO_ON_LABEL",
    "LOCKED_FOOT",
    "LOCKED_HEAD",
    "NAME",
    "NOT_SAME",
    "NUMBER",
    "PASSWORD",
    "REFUSED",
    "SECOND_PASSWORD",
    "START_HEAD",
    "START_SAID",
    "STORE",
    "SUPERVISOR",
    "SUPERVISOR_ONLY",
    "TAKING_OVER",
    "TRAINEES",
    "TRAINING_PEOPLE",
    "WAIT",
    "WRONG",
]

START_HEAD, LOCKED_HEAD, CHANGE_HEAD, FIRST_HEAD = "登录", "已锁定", "换收费员", "第一位主管"
NUMBER, PASSWORD, NAME, AGAIN = "工号", "密码", "姓名", "再打一次密码"
START_SAID = "请打工号和密码，按[Enter]登录。"
CHANGE_SAID = "接班的请打工号和密码，按[Enter]。患者那一单会挂起，正在办的留在窗口。"
FIRST_SAID = "这里还没有收费员。请先设一位主管，密码至少 {n} 位。"
LOCKED_FOOT = "锁着的时候，正在办的结算和补结照常走；卡可以取走。"
CHECKING = "正在核对密码。"
TAKING_OVER = "密码对了。等手上这一笔有了结果就换人。"
GONE = "您的工号已经停用，请别的收费员登录；问主管。"
WRONG = "工号或密码不对。"
WAIT = "工号或密码不对，{秒} 秒后再试。"
NOT_SAME = "两次打的密码不一样，请再打。"
STORE = "本机的账现在读不了，没有登录。请打信息科 {分机}。"
REFUSED = "{原因}。"
SUPERVISOR = "主管"
TRAINEES = ("练习收费员", "练习主管")
CAPS_LOCK, SECOND_PASSWORD = "大写锁定开着", "主管密码"
SUPERVISOR_ONLY = "这个工号不是主管，要主管来确认。"
GO_ON_CONFIRM = "医保提醒 {n} 条，照开单继续，本次费用 {金额} 元。主管确认。"
GO_ON_ASK = "医保提醒 {n} 条，照开单继续，本次费用 {金额} 元。按[Shift F5]确认，[Esc]返回。"
GO_ON_LABEL = "按原因继续"
TRAINING_PEOPLE = "训练用：{名} 工号 {工号} 密码 {密码}"
