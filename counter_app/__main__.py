"""The command line: what it starts it constructs itself, and the desk by `wiring` (DESIGN, section 2)."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from card_reader.reading import CardReading
    from counter_app.desk.office import Office
    from counter_app.settings import Settings
    from sandbox.stage import Stage

DONE, REFUSED, WRONG_USE = 0, 1, 2

_AGAIN = 86  # the event loop's word that the program is to begin anew
_OTHER_SIDE = 87  # and this that it is to begin in training, or out of it

# A cashier goes on after so long; the background goes on watching what is unclear.
WINDOW_PATIENCE_S = 4.0


def main(arguments: list[str] | None = None) -> int:
    """0 done; 1 the world said no (the JSON says which failure code); 2 wrong use."""
    from counter_app import arguments as typed
    from counter_app.settings import SettingsError

    runs = {"": _window, "tour": _tour, "identify": _identify, "settle": _settle, "queue": _queue, "refund": _refund}
    runs |= {"reconcile": _reconcile, "catalogue": _catalogue, "ask": _ask, "operator": _operator}
    chosen = typed.build(runs).parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
    except SettingsError as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USE
    return status


# --- commands ----------------------------------------------------------------------------------------------------


def _window(chosen: argparse.Namespace) -> int:
    """The window, alone or on the training stage."""
    import contextlib

    from PySide6.QtWidgets import QApplication

    from ui.starting import Ending, Starting

    with contextlib.ExitStack() as ends:
        overrides: dict[str, Any] = {"window__patience_s": WINDOW_PATIENCE_S}
        # A file that cannot be used is told before anything is shown.
        _check_keys(_wanted(chosen, overrides))
        application = QApplication.instance() or QApplication(sys.argv[:1])
        starting = Starting()
        starting.showFullScreen()

        def behind() -> tuple[Office, Stage | None]:
            """Everything that takes its time, imports as well: the page stays painted meanwhile."""
            import ui.program  # noqa: F401

            stage = None
            if chosen.training:
                from counter_app.training_stage import put_into_environment, training_stage

                stage = ends.enter_context(training_stage(chosen))
                overrides.update(service__url=stage.url)
                # The PC/SC library reads this once, at its first context: before the window asks for cards.
                put_into_environment(stage.environment, ends)
            settings = _wanted(chosen, overrides)
            _check_keys(settings)
            return ends.enter_context(_office(settings)), stage

        office, stage = starting.during(behind)
        from counter_app.desk.clock import moment
        from counter_app.records.orders import open_orders
        from counter_app.records.regions import RegionNames
        from ui.desk_views import Places
        from ui.program import Program

        settings = office.settings
        names = RegionNames(settings.institution.region_names)
        places = Places(settings.institution.region_name, names.coded, names.city)
        program = Program(office, open_orders(settings), places, lambda: moment().wall)
        ends.callback(program.close)
        program.door.goes = lambda: application.exit(_OTHER_SIDE)
        program.start(full_screen=True)
        starting.close()
        if stage is not None:
            from counter_app.training_stage import training_base
            from ui.training_table import beside

            table = beside(program, office, stage, training_base(chosen), lambda: application.exit(_AGAIN))
            table.show()
        left_by = application.exec()
        ending = Ending()
        if left_by in (_AGAIN, _OTHER_SIDE):  # only Alt F4 hides the window first
            ending.showFullScreen()
            program.leave()
            ending.during(ends.pop_all().close)
        else:
            program.leave()
            ending.by_itself(ends.pop_all().close)
    if left_by == _AGAIN:
        from counter_app.training_stage import start_again

        start_again()
    if left_by == _OTHER_SIDE:
        from counter_app.training_stage import start_other

        start_other(training=not chosen.training)
    return DONE


def _tour(chosen: argparse.Namespace) -> int:
    """Windows that drive themselves, one after the other; pictures go to `out`."""
    from counter_app.touring import tour

    return DONE if tour(chosen, _office, {"window__patience_s": WINDOW_PATIENCE_S}) else REFUSED


def _check_keys(settings: Settings) -> None:
    """A key map that cannot be used is told as every other setting."""
    from counter_app.settings import SettingsError
    from ui.keys import KeyMap, KeyMapError

    try:
        KeyMap(settings.window.keys)
    except KeyMapError as wrong:
        raise SettingsError(str(wrong)) from wrong


def _identify(chosen: argparse.Namespace) -> int:
    from counter_app.desk import errands

    with _office(_settings(chosen)) as office:
        report = errands.identify(office, errands.Wanted.of(chosen), _read_card(office.settings))
    return _tell(report, chosen.json, good="ok")


def _ask(chosen: argparse.Namespace) -> int:
    from counter_app.desk import errands
    from counter_app.desk.inquiring import Wish

    if chosen.number == "places":
        return _places(chosen)
    wish = Wish(chosen.number, chosen.month, chosen.business, chosen.visit, chosen.table, chosen.institution)
    with _office(_settings(chosen)) as office:
        report = errands.ask(office, wish, errands.Wanted.of(chosen), _read_card(office.settings))
    return _tell(report, chosen.json, good="ok")


def _places(chosen: argparse.Namespace) -> int:
    from counter_app.desk.clock import moment
    from counter_app.desk.place_report import place_report
    from counter_app.records.places import PlaceFolder

    settings, now = _settings(chosen), moment().wall
    files = PlaceFolder(settings.data / "places", training=settings.training).read(now)
    return _tell(place_report(files, now), chosen.json, good="ok")


def _settle(chosen: argparse.Namespace) -> int:
    from counter_app.desk import errands
    from counter_app.records.claim_file import ClaimFileError, read_claim_file

    try:
        claim_file = read_claim_file(chosen.claim)
    except ClaimFileError as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USE
    overrides = {} if chosen.patience is None else {"window__patience_s": chosen.patience}
    with _office(_settings(chosen, overrides)) as office:
        card = _read_card(office.settings)
        refused = _refused(office, chosen)
        if refused is not None:
            return _tell(refused, chosen.json, good="ok")
        how = {"accept_warnings": chosen.accept_warnings, "scheme": chosen.insutype}
        report = errands.settle(office, claim_file, card, trial_only=chosen.trial_only, **how)
    return _tell(report, chosen.json, good=("done", "quoted"))


def _queue(chosen: argparse.Namespace) -> int:
    from counter_app.desk import queue_errand, safe_keeping
    from counter_app.typed_password import ask
    from counter_app.wiring import ring_of_desktop

    missing = safe_keeping.missing(chosen)
    if missing:
        print(f"queue {chosen.what} 要写 {missing} 文件", file=sys.stderr)
        return WRONG_USE
    if chosen.what in safe_keeping.COMMANDS:
        return _tell(safe_keeping.run(_settings(chosen), chosen, ring_of_desktop, ask), chosen.json, good="ok")
    if chosen.what in queue_errand.OF_ONE and not chosen.key:
        print(f"queue {chosen.what} 要写单号", file=sys.stderr)
        return WRONG_USE
    report = _run(queue_errand.run, chosen, working=queue_errand.works(chosen))
    if "csv" in report and not (chosen.json or chosen.pdf):
        sys.stdout.write(str(report["csv"]))
        return DONE
    return _tell(report, chosen.json, good=("ok", "uploaded", "by_hand", "done"))


def _refund(chosen: argparse.Namespace) -> int:
    from counter_app.desk.refund_errand import refund

    return _tell(_run(refund, chosen), chosen.json, good="done")


def _run(errand: Callable[..., dict[str, Any]], chosen: argparse.Namespace, *, working: bool = True) -> dict[str, Any]:
    from counter_app.desk.books import ClaimMissing

    try:
        with _office(_settings(chosen), working=working) as office:
            return _refused(office, chosen) or errand(office, chosen, _read_card(office.settings))
    except ClaimMissing:
        return {"state": "missing", "key": chosen.key, "failure": None}


def _reconcile(chosen: argparse.Namespace) -> int:
    from counter_app.desk import day_end
    from counter_app.desk.day_words import lines

    with _office(_settings(chosen)) as office:
        report = day_end.reconcile(office, chosen.date, seconds=chosen.seconds)
    if not chosen.json:
        print("\n".join(lines(report)))
        return DONE if report["state"] == "ok" else REFUSED
    return _tell(report, chosen.json, good="ok")


def _catalogue(chosen: argparse.Namespace) -> int:
    from counter_app.desk.catalogue_update import SOURCES, Progress

    if (chosen.what == "show" and not chosen.code) or (chosen.what == "update" and chosen.code not in ("", *SOURCES)):
        print(f"catalogue show 要写编码；update 可以只写 {'、'.join(SOURCES)} 中的一个", file=sys.stderr)
        return WRONG_USE

    def tell(at: Progress) -> None:
        print(f"{at.source} {at.title} {at.version}: {at.rows}{f' / {at.of}' if at.of else ''}", file=sys.stderr)

    with _office(_settings(chosen), working=chosen.what == "update") as office:
        desk = office.catalogue
        report = desk.update(tell, chosen.code) if chosen.what == "update" else desk.show(chosen.code, chosen.date)
    return _tell(report, chosen.json, good="ok")


def _operator(chosen: argparse.Namespace) -> int:
    from counter_app.desk.staff_errand import operator
    from counter_app.typed_password import ask

    if chosen.what != "list" and not chosen.number:
        print(f"operator {chosen.what} 要写工号", file=sys.stderr)
        return WRONG_USE
    with _office(_settings(chosen), working=False) as office:
        return _tell(operator(office, chosen, ask), chosen.json, good="ok")


def _refused(office: Office, chosen: argparse.Namespace) -> dict[str, Any] | None:
    """Why whoever types may not do this; None: they may."""
    from counter_app.desk.staff_errand import act_of, refused
    from counter_app.typed_password import ask

    return refused(office, act_of(chosen), chosen.as_number, ask)


def _tell(report: dict[str, Any], as_json: bool, *, good: str | tuple[str, ...]) -> int:
    from counter_app.desk.report_text import plain

    print(json.dumps(report, ensure_ascii=False, indent=2) if as_json else plain(report))
    return DONE if report["state"] in good else REFUSED


# --- construction ------------------------------------------------------------------------------------------------


def _settings(chosen: argparse.Namespace, overrides: dict[str, Any] | None = None) -> Settings:
    from counter_app.settings import load_settings

    return load_settings(chosen.settings, chosen.data, overrides=overrides)


def _wanted(chosen: argparse.Namespace, overrides: dict[str, Any]) -> Settings:
    """What the window is to work with; in training as it is set up, and nothing of the hospital's."""
    if chosen.training:
        from counter_app.training_settings import training_settings
        from counter_app.training_stage import training_data

        return training_settings(chosen.settings, chosen.data, training_data(chosen), overrides)
    return _settings(chosen, overrides)


def _read_card(settings: Settings) -> Callable[[], CardReading]:
    from card_reader.present import read_now
    from counter_app.desk.clock import moment

    return lambda: read_now(settings.window.reader or None, moment().wall.date())


@contextmanager
def _office(settings: Settings, *, working: bool = True) -> Iterator[Office]:
    """Everything behind the window, for as long as the block runs. `working` takes the data folder for this process."""
    from counter_app.desk.documents import UnreadableDocument
    from counter_app.desk.opening import refusal
    from counter_app.wiring import open_office
    from offline_queue.cipher import DamagedDocument
    from offline_queue.engine import FolderInUse, StoreUnavailable, lock_folder

    lock = None
    try:
        try:
            settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            if working:
                lock = lock_folder(settings.data, wait_s=10.0)
        except OSError as trouble:
            print(f"数据文件夹 {settings.data} 打不开或写不进（{trouble.strerror}）。", file=sys.stderr)
            raise SystemExit(REFUSED) from None
        office = open_office(settings, working=working)
        try:
            yield office
        finally:
            _say_standing(office)
            office.close()
    except (FolderInUse, StoreUnavailable, DamagedDocument, UnreadableDocument) as trouble:
        report, said = refusal(trouble, settings.data)
        if report is not None:
            print(json.dumps(report, ensure_ascii=False))
        print(said, file=sys.stderr)
        raise SystemExit(REFUSED) from None
    finally:
        if lock is not None:
            lock.release()


def _say_standing(office: Office) -> None:
    from counter_app.desk.standing import sentence

    said = sentence(office)
    if said:
        print(said, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
