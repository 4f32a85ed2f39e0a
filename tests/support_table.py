"""What the tests of CSV, XLSX and DOCX share: a bundle as an export makes it, and hostile ones."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from workflow.exchange.ids import base_hash, unit_id
from workflow.model import Bundle, ExchangeUnit, Hit, Markup, Role, State

SOURCE = "Tang Liangzhi met SCO ambassadors."
NBSP = "\N{NO-BREAK SPACE}"

# What breaks cells, XML, and spreadsheets, besides whatever hypothesis thinks of.
_AWKWARD = st.sampled_from(
    [
        *("=1+1", "'=1", "-5", "@SUM(A1)", "+7", "\t=1", "a;=1", "x\n=2", "; -x", "''", "＝1", " =1"),
        *(
            "\0",
            "\x1f",
            "\ud800",
            "\udc00",
            "\ufffe",
            "_x0041_",
            "_x0041\0",
            "_x005F_",
            "__x",
            "⟦U+0041⟧",
            "⟦",
            "\r\n",
            "\r",
        ),
        *(" a ", "\ta\t", "a  b", "\n", "\n\n", f"{NBSP}a{NBSP}", "\u202e", "\u200f", "\u00ad", "\u2011"),
        *(
            '"',
            '","',
            "<w:t>&amp;",
            "☑",
            "😀",
            "1e5",
            "3-5",
            "24 May 2018",
            "''24 мая",
            "2018年2月24日",
            "\u2028",
            "\x85",
            "[ru]",
            "sep=;",
            "\ufeff",
        ),
    ]
)
texts = st.lists(_AWKWARD | st.text(max_size=12), max_size=5).map("".join)


@st.composite
def units(draw: st.DrawFn) -> ExchangeUnit:
    source, context, target = draw(texts.filter(bool)), draw(texts), draw(texts)
    state = draw(st.sampled_from([State.MACHINE, State.STALE, State.REVIEWED])) if target else State.EMPTY
    return ExchangeUnit(
        unit_id(context, source),
        source,
        target,
        state,
        context,
        tuple(draw(st.lists(st.sampled_from(list(Role)), max_size=2, unique=True))),
        hits=tuple(draw(st.lists(st.builds(Hit, st.integers(0, 9), st.integers(0, 9), texts, st.just(())))))
        if draw(st.booleans())
        else (),
        findings=tuple(draw(st.lists(texts, max_size=2))),
        base=base_hash(target, state),
        suggestions=tuple(draw(st.lists(texts, max_size=2))),
    )


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    return Bundle(
        "chongqing-mayor",
        "en",
        draw(st.sampled_from(["ru", "zh", "ur", "fa", "hi", "zh-Hant", "xx"])),
        tuple(draw(st.lists(units(), max_size=3, unique_by=lambda each: each.id))),
        draw(st.sampled_from(list(Markup))),
        draw(texts),
        "seeds/chongqing-mayor.md",
    )


def carried(bundle: Bundle) -> object:
    """What every format has to bring back of a bundle."""
    return (
        (bundle.article, bundle.source_language, bundle.language, bundle.markup),
        [(each.id, each.source, each.target, each.state, each.context, each.base) for each in bundle.units],
    )


def bundle(language: str = "ru", *more: ExchangeUnit) -> Bundle:
    """Three units, one of each kind that a person meets: machine, reviewed, empty."""
    made = [
        ExchangeUnit(
            "",
            SOURCE,
            "Тан Лянчжи встретился с послами ШОС.",
            State.MACHINE,
            roles=(Role.LEAD,),
            notes=("look at the name",),
            hits=(
                Hit(0, 13, "tang-liangzhi", ("Тан Лянчжи",), ("Танг Лянчжи",)),
                Hit(18, 21, "sco", ("ШОС",)),
            ),
            findings=("glossary: expected “ШОС”",),
            suggestions=("Тан Лянчжи принял послов.",),
        ),
        ExchangeUnit("", "The end", "Конец", State.REVIEWED, "headline", (Role.HEADLINE,)),
        ExchangeUnit("", "Nothing yet.", "", State.EMPTY, roles=(Role.PARAGRAPH,)),
        *more,
    ]
    done = tuple(
        replace(each, id=unit_id(each.context, each.source), base=base_hash(each.target, each.state))
        for each in made
    )
    return Bundle("x", "en", language, done, Markup.PLAIN, "Tang met ambassadors", "seeds/x.txt")
