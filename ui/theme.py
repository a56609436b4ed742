"""Colours: three themes, every role by name, and every pair of ink and ground with the contrast it must reach.

Values are those of look, section 2. Purple belongs to training and to nothing else; red to "cannot go on", never to
money owed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "DARK",
    "HIGH_CONTRAST",
    "LIGHT",
    "READABLE",
    "THEMES",
    "VISIBLE",
    "Face",
    "Ink",
    "Pair",
    "Role",
    "Theme",
    "contrast",
    "pairs",
]

READABLE = 4.5
VISIBLE = 3.0


class Role(StrEnum):
    """What a colour says; shape and word always say it first (look, rule 5)."""

    ASK = "ask"
    INFO = "info"
    OK = "ok"
    WARN = "warn"
    STOP = "stop"
    CHECK = "check"
    OFF = "off"


class Face(StrEnum):
    """The grounds of the till (look, sections 2 and 9)."""

    PLAIN = "plain"
    STRONG = "strong"
    AMOUNT = "amount"
    SETTLED = "settled"
    MAKE_UP = "make_up"
    DO_NOT_COLLECT = "do_not_collect"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Ink:
    """What stands on one ground: `words` is the large text, `line` rules and edges, `control` the edges of controls."""

    ground: str
    words: str
    text: str
    label: str
    line: str
    control: str
    edge: str
    edge_width: float = 1.0


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. `roles` maps a role to (ink, ground); `faces` are the grounds of the till."""

    name: str
    canvas: str
    surface: str
    sunken: str
    stripe: str
    selected: str
    ink: str
    ink2: str
    ink3: str
    line: str
    line_strong: str
    line_width: float
    brand: str
    on_brand: str
    head: str
    head_ink: str
    head_second: str
    head_rule: str
    training: str
    on_training: str
    training_hatch: str
    training_soft: str
    focus_outside: str
    focus_inside: str
    money_ground: str
    money_ink: str
    roles: dict[Role, tuple[str, str]]
    faces: dict[Face, Ink]

    def role_ink(self, role: Role) -> str:
        """The role's colour for shapes and words."""
        return self.roles[role][0]

    def role_ground(self, role: Role) -> str:
        """The role's soft ground."""
        return self.roles[role][1]

    @property
    def shade(self) -> str:
        """What dims a page that something lies over: dark in every theme."""
        return min(self.ink, self.canvas, key=_luminance)


LIGHT = Theme(
    name="light",
    canvas="#E9EEED",
    surface="#FFFFFF",
    sunken="#F3F6F6",
    stripe="#F6F8F8",
    selected="#DDECEA",
    ink="#13201F",
    ink2="#40504E",
    ink3="#566563",
    line="#CBD5D4",
    line_strong="#74837F",
    line_width=1.0,
    brand="#0A5B61",
    on_brand="#FFFFFF",
    head="#12343A",
    head_ink="#FFFFFF",
    head_second="#BFD6D6",
    head_rule="#12343A",
    training="#6C2380",
    on_training="#FFFFFF",
    training_hatch="#7F3B93",
    training_soft="#F6E9FA",
    focus_outside="#FFBF00",
    focus_inside="#13201F",
    money_ground="#FFFFFF",
    money_ink="#0C3238",
    roles={
        Role.ASK: ("#0A5B61", "#DDECEA"),
        Role.INFO: ("#1C5590", "#E6F0FB"),
        Role.OK: ("#17653A", "#E2F3E8"),
        Role.WARN: ("#7F4A00", "#FFF1D6"),
        Role.STOP: ("#A3241B", "#FCE9E7"),
        Role.CHECK: ("#3D3A9E", "#ECEBFB"),
        Role.OFF: ("#2C3542", "#E6E9ED"),
    },
    faces={
        Face.PLAIN: Ink("#FFFFFF", "#566563", "#13201F", "#40504E", "#CBD5D4", "#74837F", "#CBD5D4"),
        Face.STRONG: Ink("#FFFFFF", "#13201F", "#13201F", "#40504E", "#CBD5D4", "#74837F", "#566563", 1.5),
        Face.AMOUNT: Ink("#0C3238", "#FFFFFF", "#FFFFFF", "#BFD6D6", "#6B9195", "#6B9195", "#0C3238"),
        Face.SETTLED: Ink("#17653A", "#FFFFFF", "#FFFFFF", "#D6EFDF", "#6FA586", "#D6EFDF", "#17653A"),
        Face.MAKE_UP: Ink("#2C3542", "#FFFFFF", "#FFFFFF", "#C9D1DB", "#8793A3", "#8793A3", "#2C3542"),
        Face.DO_NOT_COLLECT: Ink("#FFF1D6", "#7F4A00", "#13201F", "#40504E", "#7F4A00", "#74837F", "#7F4A00", 2.0),
        Face.CHECKING: Ink("#ECEBFB", "#3D3A9E", "#13201F", "#40504E", "#3D3A9E", "#3D3A9E", "#3D3A9E", 2.0),
    },
)

# The light roles on dark grounds: for rooms where a white screen hurts.
DARK = Theme(
    name="dark",
    canvas="#0F1615",
    surface="#182120",
    sunken="#121A19",
    stripe="#1C2625",
    selected="#21403D",
    ink="#E8EEED",
    ink2="#BCC9C7",
    ink3="#A3B2AF",
    line="#37454A",
    line_strong="#8FA09C",
    line_width=1.0,
    brand="#5FC6C4",
    on_brand="#06201F",
    head="#0A2A2F",
    head_ink="#FFFFFF",
    head_second="#BFD6D6",
    head_rule="#0A2A2F",
    training="#E2A6F2",
    on_training="#2A0D33",
    training_hatch="#D493E6",
    training_soft="#331D3B",
    focus_outside="#FFBF00",
    focus_inside="#0B1211",
    money_ground="#F2F7F6",
    money_ink="#0C3238",
    roles={
        Role.ASK: ("#6CCBC9", "#12302F"),
        Role.INFO: ("#93C5F7", "#13293E"),
        Role.OK: ("#7FD6A0", "#11301F"),
        Role.WARN: ("#F5BE6E", "#37270D"),
        Role.STOP: ("#FF9F95", "#421915"),
        Role.CHECK: ("#BDB9FF", "#27254E"),
        Role.OFF: ("#CDD5DE", "#262D37"),
    },
    faces={
        Face.PLAIN: Ink("#182120", "#A3B2AF", "#E8EEED", "#BCC9C7", "#37454A", "#8FA09C", "#37454A"),
        Face.STRONG: Ink("#182120", "#E8EEED", "#E8EEED", "#BCC9C7", "#37454A", "#8FA09C", "#A3B2AF", 1.5),
        Face.AMOUNT: Ink("#0D3F46", "#FFFFFF", "#FFFFFF", "#C4DADA", "#7FA5A9", "#7FA5A9", "#4C8088"),
        Face.SETTLED: Ink("#175F38", "#FFFFFF", "#FFFFFF", "#D6EFDF", "#74AA8B", "#D6EFDF", "#4E9C70"),
        Face.MAKE_UP: Ink("#2C3542", "#FFFFFF", "#FFFFFF", "#CDD5DE", "#8793A3", "#8E9AAA", "#8793A3"),
        Face.DO_NOT_COLLECT: Ink("#37270D", "#FFC978", "#F4EDE2", "#DCCFB9", "#F5BE6E", "#B89D6C", "#F5BE6E", 2.0),
        Face.CHECKING: Ink("#27254E", "#C9C6FF", "#ECEBFB", "#CFCDEB", "#BDB9FF", "#BDB9FF", "#BDB9FF", 2.0),
    },
)

HIGH_CONTRAST = Theme(
    name="high-contrast",
    canvas="#000000",
    surface="#000000",
    sunken="#000000",
    stripe="#000000",
    selected="#2B2B2B",
    ink="#FFFFFF",
    ink2="#FFFFFF",
    ink3="#E6E6E6",
    line="#9A9A9A",
    line_strong="#FFFFFF",
    line_width=2.0,
    brand="#FFE14D",
    on_brand="#000000",
    head="#000000",
    head_ink="#FFFFFF",
    head_second="#FFFFFF",
    head_rule="#FFFFFF",
    training="#FF9DF0",
    on_training="#000000",
    training_hatch="#000000",
    training_soft="#000000",
    focus_outside="#00E5FF",
    focus_inside="#000000",
    money_ground="#FFE14D",
    money_ink="#000000",
    roles={
        Role.ASK: ("#FFE14D", "#000000"),
        Role.INFO: ("#8FCBFF", "#000000"),
        Role.OK: ("#7CF5A5", "#000000"),
        Role.WARN: ("#FFC466", "#000000"),
        Role.STOP: ("#FF9B92", "#000000"),
        Role.CHECK: ("#BDB9FF", "#000000"),
        Role.OFF: ("#FFFFFF", "#000000"),
    },
    faces={
        Face.PLAIN: Ink("#000000", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#9A9A9A", "#FFFFFF", "#9A9A9A", 2.0),
        Face.STRONG: Ink("#000000", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#9A9A9A", "#FFFFFF", "#FFFFFF", 2.0),
        Face.AMOUNT: Ink("#000000", "#FFE14D", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#FFFFFF", 2.0),
        Face.SETTLED: Ink("#000000", "#FFE14D", "#FFFFFF", "#FFFFFF", "#7CF5A5", "#7CF5A5", "#7CF5A5", 2.0),
        Face.MAKE_UP: Ink("#000000", "#FFE14D", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#FFFFFF", 2.0),
        Face.DO_NOT_COLLECT: Ink("#000000", "#FFC466", "#FFFFFF", "#FFFFFF", "#FFC466", "#FFFFFF", "#FFC466", 2.0),
        Face.CHECKING: Ink("#000000", "#BDB9FF", "#FFFFFF", "#FFFFFF", "#BDB9FF", "#BDB9FF", "#BDB9FF", 2.0),
    },
)


# As the settings name them.
THEMES = {"light": LIGHT, "dark": DARK, "high_contrast": HIGH_CONTRAST}


@dataclass(frozen=True, slots=True)
class Pair:
    """An ink on a ground, and the least contrast they may have."""

    name: str
    ink: str
    ground: str
    least: float


def pairs(theme: Theme) -> Iterator[Pair]:
    """Every pair of `theme` that carries text or shows an edge a person must see."""
    for ground_name in ("surface", "canvas", "sunken", "stripe", "selected"):
        ground = getattr(theme, ground_name)
        for ink_name in ("ink", "ink2", "ink3"):
            yield Pair(f"{ink_name} on {ground_name}", getattr(theme, ink_name), ground, READABLE)
        yield Pair(f"line_strong on {ground_name}", theme.line_strong, ground, VISIBLE)
    yield Pair("on_brand on brand", theme.on_brand, theme.brand, READABLE)
    yield Pair("brand on surface", theme.brand, theme.surface, READABLE)
    yield Pair("head_ink on head", theme.head_ink, theme.head, READABLE)
    yield Pair("head_second on head", theme.head_second, theme.head, READABLE)
    yield Pair("on_training on training", theme.on_training, theme.training, READABLE)
    yield Pair("training on surface", theme.training, theme.surface, READABLE)
    yield Pair("training on training_soft", theme.training, theme.training_soft, READABLE)
    yield Pair("money_ink on money_ground", theme.money_ink, theme.money_ground, READABLE)
    yield Pair("focus tone to tone", theme.focus_outside, theme.focus_inside, READABLE)
    for role, (ink, ground) in theme.roles.items():
        yield Pair(f"{role} on its ground", ink, ground, READABLE)
        yield Pair(f"{role} on surface", ink, theme.surface, READABLE)
        yield Pair(f"ink on {role} ground", theme.ink, ground, READABLE)
        yield Pair(f"ink3 on {role} ground", theme.ink3, ground, READABLE)
    for face, on in theme.faces.items():
        for part in ("words", "text", "label"):
            yield Pair(f"till {face}: {part}", getattr(on, part), on.ground, READABLE)
        yield Pair(f"till {face}: control", on.control, on.ground, VISIBLE)
        # The focus ring has two tones so that one of them always stands out.
        best = max((theme.focus_outside, theme.focus_inside), key=lambda tone: contrast(tone, on.ground))
        yield Pair(f"till {face}: focus", best, on.ground, VISIBLE)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours written #RRGGBB, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
