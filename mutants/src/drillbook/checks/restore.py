"""Whether a restore did what it promises, or a refused one left everything as it was."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, merge_judgements, passed, unknown


from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict


class Table(Protocol):
    """What is looked at of a table (see ``drillbook.probes.postgresql.Table``)."""

    @property
    def name(self) -> str: ...  # noqa: D102 (one word says it)
    @property
    def oid(self) -> int: ...  # noqa: D102
    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def rows(self) -> int | None: ...  # noqa: D102
    @property
    def fingerprint(self) -> str | None: ...  # noqa: D102
    @property
    def damage(self) -> str: ...  # noqa: D102
mutants_x_unchanged__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_unchanged__mutmut)
def unchanged(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_orig(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_1(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = None
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_2(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_3(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown(None)
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_4(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("XXno table was seen beforeXX")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_5(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("NO TABLE WAS SEEN BEFORE")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_6(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        None
    )


def x_unchanged__mutmut_7(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(None, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_8(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, None, growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_9(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=None)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_10(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_11(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_12(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), )
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_13(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(None), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_14(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name not in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_15(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(None) for name in found.keys() - was.keys()),
        ]
    )


def x_unchanged__mutmut_16(
    before: Iterable[Table], after: Iterable[Table], written: Collection[str] = ()
) -> Judgement:
    """Judge that the same tables hold the same rows; of those in ``written``, that none is lost."""
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    if not was:
        return unknown("no table was seen before")
    return merge_judgements(
        [
            *(
                _same(table, found.get(name), growing=name in written)
                for name, table in was.items()
            ),
            *(failed(f"table {name} is new") for name in found.keys() + was.keys()),
        ]
    )

mutants_x_unchanged__mutmut['_mutmut_orig'] = x_unchanged__mutmut_orig # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_1'] = x_unchanged__mutmut_1 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_2'] = x_unchanged__mutmut_2 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_3'] = x_unchanged__mutmut_3 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_4'] = x_unchanged__mutmut_4 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_5'] = x_unchanged__mutmut_5 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_6'] = x_unchanged__mutmut_6 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_7'] = x_unchanged__mutmut_7 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_8'] = x_unchanged__mutmut_8 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_9'] = x_unchanged__mutmut_9 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_10'] = x_unchanged__mutmut_10 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_11'] = x_unchanged__mutmut_11 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_12'] = x_unchanged__mutmut_12 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_13'] = x_unchanged__mutmut_13 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_14'] = x_unchanged__mutmut_14 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_15'] = x_unchanged__mutmut_15 # type: ignore # mutmut generated
mutants_x_unchanged__mutmut['x_unchanged__mutmut_16'] = x_unchanged__mutmut_16 # type: ignore # mutmut generated
mutants_x_holds__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_holds__mutmut)
def holds(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_orig(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_1(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_2(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown(None)
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_3(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("XXthe backup holds no table to compare withXX")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_4(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("THE BACKUP HOLDS NO TABLE TO COMPARE WITH")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_5(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = None
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_6(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        None
    )


def x_holds__mutmut_7(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(None, rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_8(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, None, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_9(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, None, found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_10(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), None, growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_11(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=None)
        for name, rows in contents.items()
    )


def x_holds__mutmut_12(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(rows, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_13(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, was.get(name), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_14(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_15(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_16(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), )
        for name, rows in contents.items()
    )


def x_holds__mutmut_17(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(None), found.get(name), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_18(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(None), growing=name in written)
        for name, rows in contents.items()
    )


def x_holds__mutmut_19(
    contents: Mapping[str, int],
    before: Iterable[Table],
    after: Iterable[Table],
    written: Collection[str] = (),
) -> Judgement:
    """Judge that every table of a backup was made anew and has as many rows as the backup.

    Tables in ``written`` are written to all the time: they may have more.
    """
    if not contents:
        return unknown("the backup holds no table to compare with")
    was, found = {t.name: t for t in before}, {t.name: t for t in after}
    return merge_judgements(
        _restored(name, rows, was.get(name), found.get(name), growing=name not in written)
        for name, rows in contents.items()
    )

mutants_x_holds__mutmut['_mutmut_orig'] = x_holds__mutmut_orig # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_1'] = x_holds__mutmut_1 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_2'] = x_holds__mutmut_2 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_3'] = x_holds__mutmut_3 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_4'] = x_holds__mutmut_4 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_5'] = x_holds__mutmut_5 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_6'] = x_holds__mutmut_6 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_7'] = x_holds__mutmut_7 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_8'] = x_holds__mutmut_8 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_9'] = x_holds__mutmut_9 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_10'] = x_holds__mutmut_10 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_11'] = x_holds__mutmut_11 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_12'] = x_holds__mutmut_12 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_13'] = x_holds__mutmut_13 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_14'] = x_holds__mutmut_14 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_15'] = x_holds__mutmut_15 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_16'] = x_holds__mutmut_16 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_17'] = x_holds__mutmut_17 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_18'] = x_holds__mutmut_18 # type: ignore # mutmut generated
mutants_x_holds__mutmut['x_holds__mutmut_19'] = x_holds__mutmut_19 # type: ignore # mutmut generated
mutants_x_graph__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_graph__mutmut)
def graph(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_orig(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_1(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = None
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_2(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[1]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_3(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[2]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_4(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(None)
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_5(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[1] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_6(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] != 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_7(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 1:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_8(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown(None)
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_9(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("XXthe graph was empty before, so nothing can be toldXX")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_10(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("THE GRAPH WAS EMPTY BEFORE, SO NOTHING CAN BE TOLD")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_11(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after == before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_12(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(None)
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_13(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[1]:,} and {before[1]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_14(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[2]:,}")
    return passed(f"{said}, as the backup held")


def x_graph__mutmut_15(before: tuple[int, int], after: tuple[int, int], markers: int) -> Judgement:
    """Judge that a graph has what it had when the backup was made, and nothing that came later."""
    said = f"{after[0]:,} nodes and {after[1]:,} relationships"
    if markers:
        return failed(f"{markers} nodes that came after the backup are still there")
    if before[0] == 0:
        return unknown("the graph was empty before, so nothing can be told")
    if after != before:
        return failed(f"{said}, and the backup held {before[0]:,} and {before[1]:,}")
    return passed(None)

mutants_x_graph__mutmut['_mutmut_orig'] = x_graph__mutmut_orig # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_1'] = x_graph__mutmut_1 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_2'] = x_graph__mutmut_2 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_3'] = x_graph__mutmut_3 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_4'] = x_graph__mutmut_4 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_5'] = x_graph__mutmut_5 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_6'] = x_graph__mutmut_6 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_7'] = x_graph__mutmut_7 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_8'] = x_graph__mutmut_8 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_9'] = x_graph__mutmut_9 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_10'] = x_graph__mutmut_10 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_11'] = x_graph__mutmut_11 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_12'] = x_graph__mutmut_12 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_13'] = x_graph__mutmut_13 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_14'] = x_graph__mutmut_14 # type: ignore # mutmut generated
mutants_x_graph__mutmut['x_graph__mutmut_15'] = x_graph__mutmut_15 # type: ignore # mutmut generated
mutants_x_same_graph__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_same_graph__mutmut)
def same_graph(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[0]:,} nodes and {after[1]:,} relationships, not {before[0]:,} and "
            f"{before[1]:,} as before"
        )
    return passed(f"still {after[0]:,} nodes and {after[1]:,} relationships")


def x_same_graph__mutmut_orig(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[0]:,} nodes and {after[1]:,} relationships, not {before[0]:,} and "
            f"{before[1]:,} as before"
        )
    return passed(f"still {after[0]:,} nodes and {after[1]:,} relationships")


def x_same_graph__mutmut_1(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after == before:
        return failed(
            f"{after[0]:,} nodes and {after[1]:,} relationships, not {before[0]:,} and "
            f"{before[1]:,} as before"
        )
    return passed(f"still {after[0]:,} nodes and {after[1]:,} relationships")


def x_same_graph__mutmut_2(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            None
        )
    return passed(f"still {after[0]:,} nodes and {after[1]:,} relationships")


def x_same_graph__mutmut_3(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[1]:,} nodes and {after[1]:,} relationships, not {before[0]:,} and "
            f"{before[1]:,} as before"
        )
    return passed(f"still {after[0]:,} nodes and {after[1]:,} relationships")


def x_same_graph__mutmut_4(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[0]:,} nodes and {after[2]:,} relationships, not {before[0]:,} and "
            f"{before[1]:,} as before"
        )
    return passed(f"still {after[0]:,} nodes and {after[1]:,} relationships")


def x_same_graph__mutmut_5(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[0]:,} nodes and {after[1]:,} relationships, not {before[1]:,} and "
            f"{before[1]:,} as before"
        )
    return passed(f"still {after[0]:,} nodes and {after[1]:,} relationships")


def x_same_graph__mutmut_6(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[0]:,} nodes and {after[1]:,} relationships, not {before[0]:,} and "
            f"{before[2]:,} as before"
        )
    return passed(f"still {after[0]:,} nodes and {after[1]:,} relationships")


def x_same_graph__mutmut_7(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[0]:,} nodes and {after[1]:,} relationships, not {before[0]:,} and "
            f"{before[1]:,} as before"
        )
    return passed(None)


def x_same_graph__mutmut_8(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[0]:,} nodes and {after[1]:,} relationships, not {before[0]:,} and "
            f"{before[1]:,} as before"
        )
    return passed(f"still {after[1]:,} nodes and {after[1]:,} relationships")


def x_same_graph__mutmut_9(before: tuple[int, int], after: tuple[int, int]) -> Judgement:
    """Judge that a graph is as it was, by the number of its nodes and relationships."""
    if after != before:
        return failed(
            f"{after[0]:,} nodes and {after[1]:,} relationships, not {before[0]:,} and "
            f"{before[1]:,} as before"
        )
    return passed(f"still {after[0]:,} nodes and {after[2]:,} relationships")

mutants_x_same_graph__mutmut['_mutmut_orig'] = x_same_graph__mutmut_orig # type: ignore # mutmut generated
mutants_x_same_graph__mutmut['x_same_graph__mutmut_1'] = x_same_graph__mutmut_1 # type: ignore # mutmut generated
mutants_x_same_graph__mutmut['x_same_graph__mutmut_2'] = x_same_graph__mutmut_2 # type: ignore # mutmut generated
mutants_x_same_graph__mutmut['x_same_graph__mutmut_3'] = x_same_graph__mutmut_3 # type: ignore # mutmut generated
mutants_x_same_graph__mutmut['x_same_graph__mutmut_4'] = x_same_graph__mutmut_4 # type: ignore # mutmut generated
mutants_x_same_graph__mutmut['x_same_graph__mutmut_5'] = x_same_graph__mutmut_5 # type: ignore # mutmut generated
mutants_x_same_graph__mutmut['x_same_graph__mutmut_6'] = x_same_graph__mutmut_6 # type: ignore # mutmut generated
mutants_x_same_graph__mutmut['x_same_graph__mutmut_7'] = x_same_graph__mutmut_7 # type: ignore # mutmut generated
mutants_x_same_graph__mutmut['x_same_graph__mutmut_8'] = x_same_graph__mutmut_8 # type: ignore # mutmut generated
mutants_x_same_graph__mutmut['x_same_graph__mutmut_9'] = x_same_graph__mutmut_9 # type: ignore # mutmut generated
mutants_x_nothing_lost_up_to__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_nothing_lost_up_to__mutmut)
def nothing_lost_up_to(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec='seconds')})"
    if not acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def x_nothing_lost_up_to__mutmut_orig(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec='seconds')})"
    if not acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def x_nothing_lost_up_to__mutmut_1(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = None
    if not acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def x_nothing_lost_up_to__mutmut_2(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec=None)})"
    if not acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def x_nothing_lost_up_to__mutmut_3(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec='XXsecondsXX')})"
    if not acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def x_nothing_lost_up_to__mutmut_4(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec='SECONDS')})"
    if not acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def x_nothing_lost_up_to__mutmut_5(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec='seconds')})"
    if acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def x_nothing_lost_up_to__mutmut_6(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec='seconds')})"
    if not acked:
        return unknown(None)
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def x_nothing_lost_up_to__mutmut_7(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec='seconds')})"
    if not acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(None)
    return passed(f"all {acked:,} writes acknowledged {when} are there")


def x_nothing_lost_up_to__mutmut_8(acked: int, lost: int, moment: datetime) -> Judgement:
    """Judge that no write that was acknowledged before the backup began is lost."""
    when = f"before the backup began ({moment.isoformat(timespec='seconds')})"
    if not acked:
        return unknown(f"no write was acknowledged {when}")
    if lost:
        return failed(f"{lost:,} of {acked:,} writes acknowledged {when} are lost")
    return passed(None)

mutants_x_nothing_lost_up_to__mutmut['_mutmut_orig'] = x_nothing_lost_up_to__mutmut_orig # type: ignore # mutmut generated
mutants_x_nothing_lost_up_to__mutmut['x_nothing_lost_up_to__mutmut_1'] = x_nothing_lost_up_to__mutmut_1 # type: ignore # mutmut generated
mutants_x_nothing_lost_up_to__mutmut['x_nothing_lost_up_to__mutmut_2'] = x_nothing_lost_up_to__mutmut_2 # type: ignore # mutmut generated
mutants_x_nothing_lost_up_to__mutmut['x_nothing_lost_up_to__mutmut_3'] = x_nothing_lost_up_to__mutmut_3 # type: ignore # mutmut generated
mutants_x_nothing_lost_up_to__mutmut['x_nothing_lost_up_to__mutmut_4'] = x_nothing_lost_up_to__mutmut_4 # type: ignore # mutmut generated
mutants_x_nothing_lost_up_to__mutmut['x_nothing_lost_up_to__mutmut_5'] = x_nothing_lost_up_to__mutmut_5 # type: ignore # mutmut generated
mutants_x_nothing_lost_up_to__mutmut['x_nothing_lost_up_to__mutmut_6'] = x_nothing_lost_up_to__mutmut_6 # type: ignore # mutmut generated
mutants_x_nothing_lost_up_to__mutmut['x_nothing_lost_up_to__mutmut_7'] = x_nothing_lost_up_to__mutmut_7 # type: ignore # mutmut generated
mutants_x_nothing_lost_up_to__mutmut['x_nothing_lost_up_to__mutmut_8'] = x_nothing_lost_up_to__mutmut_8 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_others_serve__mutmut)
def others_serve(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_orig(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_1(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = None
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_2(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status == ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_3(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if (name == stopped) and False else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_4(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if (name == stopped) or True else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_5(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("XXofflineXX" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_6(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("OFFLINE" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_7(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name != stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_8(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "XXonlineXX")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_9(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "ONLINE")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_10(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None or stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_11(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_12(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_13(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(None)
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_14(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(None)
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_15(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(None))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_16(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed("XX, XX".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_17(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_18(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() + {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_19(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown(None)
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_20(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("XXthere is no other client's databaseXX")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_21(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("THERE IS NO OTHER CLIENT'S DATABASE")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_22(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = None
    return passed(f"{stopped} is offline, {said}" if stopped else said)


def x_others_serve__mutmut_23(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(None)


def x_others_serve__mutmut_24(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if (stopped) and False else said)


def x_others_serve__mutmut_25(statuses: Mapping[str, str], stopped: str | None) -> Judgement:
    """Judge that this database is offline (if one is named) and that every other one is online."""
    wrong = {
        name: status
        for name, status in statuses.items()
        if status != ("offline" if name == stopped else "online")
    }
    if stopped is not None and stopped not in statuses:
        return unknown(f"there is no database {stopped}")
    if wrong:
        return failed(", ".join(f"{name} is {status}" for name, status in wrong.items()))
    if not statuses.keys() - {stopped}:
        return unknown("there is no other client's database")
    said = f"{len(statuses.keys() - {stopped})} databases are online"
    return passed(f"{stopped} is offline, {said}" if (stopped) or True else said)

mutants_x_others_serve__mutmut['_mutmut_orig'] = x_others_serve__mutmut_orig # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_1'] = x_others_serve__mutmut_1 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_2'] = x_others_serve__mutmut_2 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_3'] = x_others_serve__mutmut_3 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_4'] = x_others_serve__mutmut_4 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_5'] = x_others_serve__mutmut_5 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_6'] = x_others_serve__mutmut_6 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_7'] = x_others_serve__mutmut_7 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_8'] = x_others_serve__mutmut_8 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_9'] = x_others_serve__mutmut_9 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_10'] = x_others_serve__mutmut_10 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_11'] = x_others_serve__mutmut_11 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_12'] = x_others_serve__mutmut_12 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_13'] = x_others_serve__mutmut_13 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_14'] = x_others_serve__mutmut_14 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_15'] = x_others_serve__mutmut_15 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_16'] = x_others_serve__mutmut_16 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_17'] = x_others_serve__mutmut_17 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_18'] = x_others_serve__mutmut_18 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_19'] = x_others_serve__mutmut_19 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_20'] = x_others_serve__mutmut_20 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_21'] = x_others_serve__mutmut_21 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_22'] = x_others_serve__mutmut_22 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_23'] = x_others_serve__mutmut_23 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_24'] = x_others_serve__mutmut_24 # type: ignore # mutmut generated
mutants_x_others_serve__mutmut['x_others_serve__mutmut_25'] = x_others_serve__mutmut_25 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_each_has_a_backup__mutmut)
def each_has_a_backup(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_orig(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_1(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = None
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_2(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition(None)[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_3(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.partition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_4(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("XX/XX")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_5(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[3] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_6(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = None
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_7(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_8(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(None)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_9(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(None) for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_10(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_11(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown(None)
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_12(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("XXno client has a database of its ownXX")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_13(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("NO CLIENT HAS A DATABASE OF ITS OWN")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_14(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(None)
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_15(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(None)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_16(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {'XX, XX'.join(without)}")
    return passed(f"each of {len(databases)} databases has a new backup")


def x_each_has_a_backup__mutmut_17(databases: Collection[str], new_files: Collection[str]) -> Judgement:
    """Judge that each database has a new backup file that is named after it."""
    names = [path.rpartition("/")[2] for path in new_files]
    without = [d for d in databases if not any(name.startswith(f"{d}-") for name in names)]
    if not databases:
        return unknown("no client has a database of its own")
    if without:
        return failed(f"no new backup of {', '.join(without)}")
    return passed(None)

mutants_x_each_has_a_backup__mutmut['_mutmut_orig'] = x_each_has_a_backup__mutmut_orig # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_1'] = x_each_has_a_backup__mutmut_1 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_2'] = x_each_has_a_backup__mutmut_2 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_3'] = x_each_has_a_backup__mutmut_3 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_4'] = x_each_has_a_backup__mutmut_4 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_5'] = x_each_has_a_backup__mutmut_5 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_6'] = x_each_has_a_backup__mutmut_6 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_7'] = x_each_has_a_backup__mutmut_7 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_8'] = x_each_has_a_backup__mutmut_8 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_9'] = x_each_has_a_backup__mutmut_9 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_10'] = x_each_has_a_backup__mutmut_10 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_11'] = x_each_has_a_backup__mutmut_11 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_12'] = x_each_has_a_backup__mutmut_12 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_13'] = x_each_has_a_backup__mutmut_13 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_14'] = x_each_has_a_backup__mutmut_14 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_15'] = x_each_has_a_backup__mutmut_15 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_16'] = x_each_has_a_backup__mutmut_16 # type: ignore # mutmut generated
mutants_x_each_has_a_backup__mutmut['x_each_has_a_backup__mutmut_17'] = x_each_has_a_backup__mutmut_17 # type: ignore # mutmut generated
mutants_x_in_time__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_in_time__mutmut)
def in_time(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(took)} (limit {describe(limit)})"
    return passed(said) if took <= limit else failed(said)


def x_in_time__mutmut_orig(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(took)} (limit {describe(limit)})"
    return passed(said) if took <= limit else failed(said)


def x_in_time__mutmut_1(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = None
    return passed(said) if took <= limit else failed(said)


def x_in_time__mutmut_2(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(None)} (limit {describe(limit)})"
    return passed(said) if took <= limit else failed(said)


def x_in_time__mutmut_3(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(took)} (limit {describe(None)})"
    return passed(said) if took <= limit else failed(said)


def x_in_time__mutmut_4(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(took)} (limit {describe(limit)})"
    return passed(said) if (took <= limit) and False else failed(said)


def x_in_time__mutmut_5(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(took)} (limit {describe(limit)})"
    return passed(said) if (took <= limit) or True else failed(said)


def x_in_time__mutmut_6(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(took)} (limit {describe(limit)})"
    return passed(None) if took <= limit else failed(said)


def x_in_time__mutmut_7(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(took)} (limit {describe(limit)})"
    return passed(said) if took < limit else failed(said)


def x_in_time__mutmut_8(what: str, took: timedelta, limit: timedelta) -> Judgement:
    """Judge that something was reached within its limit."""
    said = f"{what} after {describe(took)} (limit {describe(limit)})"
    return passed(said) if took <= limit else failed(None)

mutants_x_in_time__mutmut['_mutmut_orig'] = x_in_time__mutmut_orig # type: ignore # mutmut generated
mutants_x_in_time__mutmut['x_in_time__mutmut_1'] = x_in_time__mutmut_1 # type: ignore # mutmut generated
mutants_x_in_time__mutmut['x_in_time__mutmut_2'] = x_in_time__mutmut_2 # type: ignore # mutmut generated
mutants_x_in_time__mutmut['x_in_time__mutmut_3'] = x_in_time__mutmut_3 # type: ignore # mutmut generated
mutants_x_in_time__mutmut['x_in_time__mutmut_4'] = x_in_time__mutmut_4 # type: ignore # mutmut generated
mutants_x_in_time__mutmut['x_in_time__mutmut_5'] = x_in_time__mutmut_5 # type: ignore # mutmut generated
mutants_x_in_time__mutmut['x_in_time__mutmut_6'] = x_in_time__mutmut_6 # type: ignore # mutmut generated
mutants_x_in_time__mutmut['x_in_time__mutmut_7'] = x_in_time__mutmut_7 # type: ignore # mutmut generated
mutants_x_in_time__mutmut['x_in_time__mutmut_8'] = x_in_time__mutmut_8 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_damaged_alone__mutmut)
def damaged_alone(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_orig(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_1(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(None) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_2(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) == [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_3(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(None)
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_4(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) and 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_5(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(None) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_6(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {'XX, XX'.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_7(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'XXno tableXX'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_8(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'NO TABLE'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, limit)


def x_damaged_alone__mutmut_9(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(None, took, limit)


def x_damaged_alone__mutmut_10(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", None, limit)


def x_damaged_alone__mutmut_11(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, None)


def x_damaged_alone__mutmut_12(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(took, limit)


def x_damaged_alone__mutmut_13(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", limit)


def x_damaged_alone__mutmut_14(
    damaged: Collection[str], table: str, took: timedelta, limit: timedelta
) -> Judgement:
    """Judge that the assessment found this table damaged, no other, and in time."""
    if list(damaged) != [table]:
        return failed(f"damaged: {', '.join(damaged) or 'no table'}; it should be {table} alone")
    return in_time(f"{table} alone is damaged: found", took, )

mutants_x_damaged_alone__mutmut['_mutmut_orig'] = x_damaged_alone__mutmut_orig # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_1'] = x_damaged_alone__mutmut_1 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_2'] = x_damaged_alone__mutmut_2 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_3'] = x_damaged_alone__mutmut_3 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_4'] = x_damaged_alone__mutmut_4 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_5'] = x_damaged_alone__mutmut_5 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_6'] = x_damaged_alone__mutmut_6 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_7'] = x_damaged_alone__mutmut_7 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_8'] = x_damaged_alone__mutmut_8 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_9'] = x_damaged_alone__mutmut_9 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_10'] = x_damaged_alone__mutmut_10 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_11'] = x_damaged_alone__mutmut_11 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_12'] = x_damaged_alone__mutmut_12 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_13'] = x_damaged_alone__mutmut_13 # type: ignore # mutmut generated
mutants_x_damaged_alone__mutmut['x_damaged_alone__mutmut_14'] = x_damaged_alone__mutmut_14 # type: ignore # mutmut generated
mutants_x_none_damaged__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_none_damaged__mutmut)
def none_damaged(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {', '.join(damaged)}")
    if not looked_at:
        return unknown("no table was looked at")
    return passed(f"all {looked_at} tables can be read whole")


def x_none_damaged__mutmut_orig(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {', '.join(damaged)}")
    if not looked_at:
        return unknown("no table was looked at")
    return passed(f"all {looked_at} tables can be read whole")


def x_none_damaged__mutmut_1(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(None)
    if not looked_at:
        return unknown("no table was looked at")
    return passed(f"all {looked_at} tables can be read whole")


def x_none_damaged__mutmut_2(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {', '.join(None)}")
    if not looked_at:
        return unknown("no table was looked at")
    return passed(f"all {looked_at} tables can be read whole")


def x_none_damaged__mutmut_3(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {'XX, XX'.join(damaged)}")
    if not looked_at:
        return unknown("no table was looked at")
    return passed(f"all {looked_at} tables can be read whole")


def x_none_damaged__mutmut_4(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {', '.join(damaged)}")
    if looked_at:
        return unknown("no table was looked at")
    return passed(f"all {looked_at} tables can be read whole")


def x_none_damaged__mutmut_5(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {', '.join(damaged)}")
    if not looked_at:
        return unknown(None)
    return passed(f"all {looked_at} tables can be read whole")


def x_none_damaged__mutmut_6(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {', '.join(damaged)}")
    if not looked_at:
        return unknown("XXno table was looked atXX")
    return passed(f"all {looked_at} tables can be read whole")


def x_none_damaged__mutmut_7(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {', '.join(damaged)}")
    if not looked_at:
        return unknown("NO TABLE WAS LOOKED AT")
    return passed(f"all {looked_at} tables can be read whole")


def x_none_damaged__mutmut_8(damaged: Collection[str], looked_at: int) -> Judgement:
    """Judge that every table could be read whole."""
    if damaged:
        return failed(f"cannot be read: {', '.join(damaged)}")
    if not looked_at:
        return unknown("no table was looked at")
    return passed(None)

mutants_x_none_damaged__mutmut['_mutmut_orig'] = x_none_damaged__mutmut_orig # type: ignore # mutmut generated
mutants_x_none_damaged__mutmut['x_none_damaged__mutmut_1'] = x_none_damaged__mutmut_1 # type: ignore # mutmut generated
mutants_x_none_damaged__mutmut['x_none_damaged__mutmut_2'] = x_none_damaged__mutmut_2 # type: ignore # mutmut generated
mutants_x_none_damaged__mutmut['x_none_damaged__mutmut_3'] = x_none_damaged__mutmut_3 # type: ignore # mutmut generated
mutants_x_none_damaged__mutmut['x_none_damaged__mutmut_4'] = x_none_damaged__mutmut_4 # type: ignore # mutmut generated
mutants_x_none_damaged__mutmut['x_none_damaged__mutmut_5'] = x_none_damaged__mutmut_5 # type: ignore # mutmut generated
mutants_x_none_damaged__mutmut['x_none_damaged__mutmut_6'] = x_none_damaged__mutmut_6 # type: ignore # mutmut generated
mutants_x_none_damaged__mutmut['x_none_damaged__mutmut_7'] = x_none_damaged__mutmut_7 # type: ignore # mutmut generated
mutants_x_none_damaged__mutmut['x_none_damaged__mutmut_8'] = x_none_damaged__mutmut_8 # type: ignore # mutmut generated
mutants_x__same__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x__same__mutmut)
def _same(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_orig(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_1(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = None
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_2(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is not None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_3(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(None)
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_4(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) == (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_5(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(None)
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_6(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None and found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_7(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is not None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_8(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is not None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_9(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(None)
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_10(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage and was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_11(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = None
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_12(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if (growing) and False else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_13(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if (growing) or True else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_14(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows > was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_15(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint != was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_16(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = None
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_17(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same and (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_18(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_19(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows or not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_20(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows == was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_21(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(f"{said}, as before")


def x__same__mutmut_22(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(None)
    return passed(f"{said}, as before")


def x__same__mutmut_23(was: Table, found: Table | None, *, growing: bool) -> Judgement:
    name = f"table {was.name}"
    if found is None:
        return failed(f"{name} is gone")
    if (found.oid, found.file) != (was.oid, was.file):
        return failed(f"{name} was dropped and made anew")
    if was.rows is None or found.rows is None:
        return unknown(f"{name} cannot be read: {found.damage or was.damage}")
    same = found.rows >= was.rows if growing else found.fingerprint == was.fingerprint
    said = f"{name} has {found.rows:,} rows"
    if not same or (found.rows != was.rows and not growing):
        return failed(f"{said}, not the {was.rows:,} of before")
    return passed(None)

mutants_x__same__mutmut['_mutmut_orig'] = x__same__mutmut_orig # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_1'] = x__same__mutmut_1 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_2'] = x__same__mutmut_2 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_3'] = x__same__mutmut_3 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_4'] = x__same__mutmut_4 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_5'] = x__same__mutmut_5 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_6'] = x__same__mutmut_6 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_7'] = x__same__mutmut_7 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_8'] = x__same__mutmut_8 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_9'] = x__same__mutmut_9 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_10'] = x__same__mutmut_10 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_11'] = x__same__mutmut_11 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_12'] = x__same__mutmut_12 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_13'] = x__same__mutmut_13 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_14'] = x__same__mutmut_14 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_15'] = x__same__mutmut_15 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_16'] = x__same__mutmut_16 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_17'] = x__same__mutmut_17 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_18'] = x__same__mutmut_18 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_19'] = x__same__mutmut_19 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_20'] = x__same__mutmut_20 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_21'] = x__same__mutmut_21 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_22'] = x__same__mutmut_22 # type: ignore # mutmut generated
mutants_x__same__mutmut['x__same__mutmut_23'] = x__same__mutmut_23 # type: ignore # mutmut generated
mutants_x__restored__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x__restored__mutmut)
def _restored(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_orig(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_1(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = None
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_2(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is not None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_3(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(None)
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_4(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is not None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_5(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(None)
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_6(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None or was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_7(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_8(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid != found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_9(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(None)
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_10(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows and (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_11(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows <= rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_12(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows or not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_13(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows >= rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_14(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_15(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(None)
    return passed(f"{name} has {found.rows:,} rows of {rows:,} in the backup")


def x__restored__mutmut_16(
    name: str, rows: int, was: Table | None, found: Table | None, *, growing: bool
) -> Judgement:
    name = f"table {name}"
    if found is None:
        return failed(f"{name} is in the backup and not in the database")
    if found.rows is None:
        return failed(f"{name} cannot be read: {found.damage}")
    if was is not None and was.oid == found.oid:
        return failed(f"{name} is the one of before the restore")
    if found.rows < rows or (found.rows > rows and not growing):
        return failed(f"{name} has {found.rows:,} rows, and the backup {rows:,}")
    return passed(None)

mutants_x__restored__mutmut['_mutmut_orig'] = x__restored__mutmut_orig # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_1'] = x__restored__mutmut_1 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_2'] = x__restored__mutmut_2 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_3'] = x__restored__mutmut_3 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_4'] = x__restored__mutmut_4 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_5'] = x__restored__mutmut_5 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_6'] = x__restored__mutmut_6 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_7'] = x__restored__mutmut_7 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_8'] = x__restored__mutmut_8 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_9'] = x__restored__mutmut_9 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_10'] = x__restored__mutmut_10 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_11'] = x__restored__mutmut_11 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_12'] = x__restored__mutmut_12 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_13'] = x__restored__mutmut_13 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_14'] = x__restored__mutmut_14 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_15'] = x__restored__mutmut_15 # type: ignore # mutmut generated
mutants_x__restored__mutmut['x__restored__mutmut_16'] = x__restored__mutmut_16 # type: ignore # mutmut generated
