"""What is said when type size or theme change."""

from __future__ import annotations

SIZE = "字号现在是 {n} %。"
LARGEST = "字号已经是最大的 {n} %。"
SMALLEST = "字号已经是最小的 {n} %。"
THEME = "颜色换成了{颜色}。"
THEMES = {"light": "浅色", "dark": "深色", "high_contrast": "高对比"}
NOT_KEPT = "这样看到关程序为止；没记下来，下次打开还是原来的。"
