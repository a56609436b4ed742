"""How long one key stroke of the item search takes over a whole catalogue, beside a ranked LIKE in the same run.

    python -m bench.item_search [ROWS]

A catalogue is made whose names are put together as real ones are (salts, stems, forms, brackets; materials; services),
laid on a shelf with class, limit and rate of a part of them, and indexed as an update does it, in a process of its own
whose memory is told. Then items are drawn and typed, key stroke by key stroke: initials, a part of the name in Chinese
from one character on, the beginning of the code. Each key stroke is asked of the index alone, of the search as the
window asks it (with class, limit and share of 30 items), and every `STRIDE`th of SQLite's LIKE over a table of the same
items, in turns: what is looked for is known to be a name there, or else initials or a code, and what begins so comes
first. Prints one JSON object.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from counter_app.desk.item_search import ItemSearch
from counter_app.desk.line_check import LineCheck
from counter_app.model.catalogue import Entry, InsuranceItem, Kind, Listing, PriceLimit, SelfRate, Validity
from counter_app.records.catalogue import Row, Shelf, Standing
from counter_app.records.spelling import folded, sounds

DAY, REGION, LEVEL = date(2026, 3, 12), "440100", "三级"
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
STRIDE = 10
DRAWN = 400
PRICED = 10  # one of so many has a limit and a rate


def words(text: str) -> list[str]:
    return text.split()


SALTS = words("盐酸 硫酸 枸橼酸 磷酸 马来酸 富马酸 酒石酸 苯磺酸 甲磺酸 醋酸 乳酸 氢溴酸")
SYLLABLES = words(
    "阿 奥 安 巴 贝 苯 比 吡 布 醋 达 地 丁 多 厄 法 非 氟 伏 格 胍 海 环 磺 吉 甲 卡 康 可 克 喹 拉 来 兰 雷 "
    "利 林 洛 氯 罗 马 美 门 咪 米 莫 纳 奈 尼 诺 帕 哌 泼 普 齐 曲 柔 瑞 塞 噻 沙 舍 舒 司 索 他 泰 坦 特 替 "
    "托 妥 维 西 辛 溴 伊 依 吲 孕 左 唑 佐"
)
ENDS = words(
    "林 星 素 唑 平 坦 普利 洛尔 他汀 西林 沙星 霉素 替尼 单抗 列净 列汀 地平 拉唑 替丁 昔康 布芬 溴索 司琼 "
    "膦酸 苷 胺 醇 酮 酯"
)
HERBS = words(
    "黄芪 当归 丹参 党参 人参 西洋参 三七 川芎 白术 苍术 茯苓 甘草 麦冬 枸杞 地黄 熟地黄 白芍 赤芍 柴胡 黄连 "
    "黄芩 黄柏 厚朴 枳壳 陈皮 半夏 天麻 杜仲 牛膝 连翘 金银花 板蓝根 益母草 红花 五味子 山药 泽泻 车前子 "
    "柏子仁 远志 藏红花 重楼 长春花 荨麻 茜草 蛤蚧 水蛭"
)
FORMS = words(
    "片 胶囊 软胶囊 颗粒 注射液 分散片 缓释片 缓释胶囊 肠溶片 肠溶胶囊 口服溶液 滴眼液 软膏 乳膏 凝胶 栓 "
    "喷雾剂 吸入粉雾剂 干混悬剂 滴丸 咀嚼片 贴剂 糖浆 散 丸"
)
BRACKETS = words("(进口) （国产） （儿童型） （无糖型） (I) (Ⅱ) （冻干） (预灌封) [集采] 〔浓缩〕")
OF_MATERIAL = words(
    "一次性使用 医用 可吸收性 钛合金 外科 超声 血管内 球囊 药物洗脱 静脉 中心静脉 硅胶 无菌 带线 人工 髋关节 "
    "膝关节 脊柱 颅骨 疝修补 导引 造影 取石 缝合 吻合"
)
MATERIALS = words(
    "输液器 注射器 导管 导丝 支架 缝合线 补片 吻合器 钉仓 敷料 引流管 留置针 假体 螺钉 接骨板 球囊扩张导管 "
    "过滤器 采血针 手术刀片 电极片 穿刺器 止血夹 圈套器 气管插管"
)
OF_SERVICE = words(
    "普通 副主任医师 主任医师 急诊 血清 尿液 血浆 胸部 头部 腹部 颈部 膝关节 腰椎 冠状动脉 常规 无痛 "
    "彩色多普勒 CT 磁共振 X线 电子"
)
SERVICES = words(
    "诊察费 挂号费 测定 平扫 增强扫描 摄影 超声检查 心电图检查 胃镜检查 肠镜检查 穿刺术 切除术 护理 输液 换药 "
    "缝合 推拿治疗 针刺 康复训练 病理诊断 三维重建 治疗"
)


def items(count: int) -> Iterator[Listing]:
    chance = random.Random(7)
    one_of = chance.choice
    stems = ["".join(chance.choices(SYLLABLES, k=one_of((1, 2, 2, 3)))) + one_of(ENDS) for _ in range(2500)]
    for number in range(count):
        part = chance.random()
        bracket = one_of(BRACKETS) if chance.random() < 0.1 else ""
        if part < 0.55:
            stem, front = one_of(stems), one_of(("", "", "", one_of(SALTS), one_of(SALTS), "复方", "重组人"))
            name = f"注射用{stem}{one_of(('钠', ''))}" if chance.random() < 0.12 else front + stem + one_of(FORMS)
            spec = f"{one_of((1, 2.5, 5, 10, 25, 50, 100, 250))}mg×{one_of((6, 7, 10, 14, 20, 28, 60))}片"
            letters = "".join(chance.choices("ABCDEGHX", k=3))
            code = f"X{one_of('ABCDGHJLMNPRSV')}{chance.randrange(20):02d}{letters}{number:016d}"
            yield Listing(code, name + bracket, spec, one_of("盒瓶支"), Kind.WESTERN_DRUG)
        elif part < 0.62:
            name = (
                one_of(("", "炒", "酒", "盐", "蜜", "醋", "制")) + one_of(HERBS) + one_of(("", "片", "段", "粉", "炭"))
            )
            yield Listing(f"T{number:09d}", name, "饮片", "克", Kind.HERB)
        elif part < 0.9:
            name = "".join(chance.sample(OF_MATERIAL, one_of((1, 2, 2, 3)))) + one_of(MATERIALS)
            spec = f"{chance.randrange(1, 40)}Fr {chance.randrange(5, 200)}cm"
            yield Listing(f"C{chance.randrange(10**6):06d}{number:020d}", name + bracket, spec, "个", Kind.MATERIAL)
        else:
            name = "".join(chance.sample(OF_SERVICE, one_of((1, 2, 2, 3)))) + one_of(SERVICES)
            yield Listing(f"00{chance.randrange(10**6):06d}{number:010d}-{chance.randrange(10**9):09d}", name + bracket)


def rows(count: int) -> Iterator[Row]:
    since = Validity(date(2020, 1, 1))
    for number, one in enumerate(items(count)):
        if one.kind is not None:
            yield Entry(one.kind, one.code, one.name, heard(one), one.spec, one.unit, since, "v1")
        yield InsuranceItem(f"i{number}", one.code, REGION, one.name, heard(one), "B", False, since)
        if number % PRICED == 0:
            yield PriceLimit(f"l{number}", one.code, REGION, "3", Decimal("33.00"), since)
            yield SelfRate(f"r{number}", one.code, REGION, "310", Decimal("0.1"), since)


def heard(one: Listing) -> str:
    return sounds(folded(one.name))[0].upper()


def search_of(shelf: Shelf) -> ItemSearch:
    return ItemSearch(shelf, LineCheck(shelf, REGION), LEVEL)


def make_index(file: Path) -> None:
    """In a process of its own: its largest memory is the making's."""
    shelf = Shelf(file)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, time.perf_counter()
    search_of(shelf).prepare(NOON)
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = shelf.index._file.stat().st_size
    print(json.dumps({"seconds": round(took, 1), "memory, MB": [before, after], "file, MB": round(size / 1e6, 1)}))
    shelf.close()


def key_strokes(chosen: list[Listing]) -> Iterator[tuple[str, str]]:
    """What stands in the field after each key stroke, with what it is a part of."""
    chance = random.Random(11)
    for one in chosen:
        name, spelt = folded(one.name), heard(one).lower()
        at = chance.choice((0, chance.randrange(len(name))))
        for length in range(1, min(7, len(name) - at) + 1):
            yield "Chinese", name[at : at + length]
        at = chance.choice((0, 0, chance.randrange(len(spelt))))
        for length in range(1, min(7, len(spelt) - at) + 1):
            yield "initials", spelt[at : at + length]
        for length in range(1, 11):
            yield "code", one.code[:length].lower()


def like(table: sqlite3.Connection, kind: str, typed: str) -> None:
    if kind == "Chinese":
        table.execute(
            "SELECT code, name, spec FROM item WHERE name LIKE ?1"
            " ORDER BY name LIKE ?2 DESC, length(name), name LIMIT 30",
            (f"%{typed}%", f"{typed}%"),
        ).fetchall()
    else:
        table.execute(
            "SELECT code, name, spec FROM item WHERE initials LIKE ?1 OR code LIKE ?2"
            " ORDER BY initials LIKE ?2 DESC, length(name), name LIMIT 30",
            (f"%{typed}%", f"{typed}%"),
        ).fetchall()


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def at_share(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def told(times: list[float]) -> dict[str, float]:
    shares = {"p50": 0.5, "p99": 0.99, "most": 1.0}
    return {name: round(at_share(times, share), 2) for name, share in shares.items()} | {"key strokes": len(times)}


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "catalogue.sqlite"
        shelf = Shelf(file)
        shelf.prepare()
        with shelf.writing() as writing:
            taken = writing.put(rows(count))
            writing.stand("1301", Standing("v1", taken, True, NOON))
        line = [sys.executable, "-m", "bench.item_search", "--make", str(file)]
        made = json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
        table = sqlite3.connect(Path(folder) / "like.sqlite")
        table.execute("CREATE TABLE item (code TEXT, name TEXT, initials TEXT, spec TEXT)")
        table.executemany(
            "INSERT INTO item VALUES (?, ?, ?, ?)",
            ((one.code.lower(), folded(one.name), heard(one).lower(), one.spec) for one in items(count)),
        )
        table.commit()
        search = search_of(shelf)
        chosen = random.Random(3).sample(list(items(count)), DRAWN)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        alone: dict[str, list[float]] = {}
        whole: list[float] = []
        processor: list[float] = []
        likes: list[float] = []
        beside: list[float] = []
        short: list[float] = []
        for number, (kind, typed) in enumerate(key_strokes(chosen)):
            took = timed(lambda: shelf.index.find(typed, 30))  # noqa: B023 - used at once
            alone.setdefault(kind, []).append(took)
            before_it = time.thread_time()
            whole.append(timed(lambda: search.find(typed, DAY, None)))  # noqa: B023 - used at once
            processor.append((time.thread_time() - before_it) * 1000)
            if kind == "Chinese" and len(typed) < 3:
                short.append(whole[-1])
            if number % STRIDE == 0:
                beside.append(whole[-1])
                likes.append(timed(lambda: like(table, kind, typed)))  # noqa: B023 - used at once
        shelf.close()
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    report = {
        "items": count,
        "index made": made,
        "index alone, ms": {kind: told(times) for kind, times in alone.items()},
        "as the window asks, ms": told(whole),
        "the same, of the processor": told(processor),
        "of that one or two Chinese characters": told(short),
        "ranked LIKE, ms": told(likes),
        "window beside LIKE": {
            "p50": round(at_share(beside, 0.5) / at_share(likes, 0.5), 3),
            "p99": round(at_share(beside, 0.99) / at_share(likes, 0.99), 3),
            "all": round(sum(beside) / sum(likes), 3),
        },
        "memory the searching added, MB": more // 1024,
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make_index(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
