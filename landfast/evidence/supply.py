"""What the environment is made of, and how it is kept going: components, drills, removals, exit, incidents."""

from __future__ import annotations

from landfast.evidence import tables
from landfast.evidence.facts import DrillFact, EvidenceFacts, ExitFact
from landfast.evidence.paper import (
    Note,
    Paper,
    PaperSection,
    PaperTable,
    Part,
    Question,
    Several,
    Text,
    Word,
    heads,
    line,
)

LAW = "NIS2 Art. 21(2)(c), (d), 23"
# Among formats: content leaves as it was put in.
AS_IT_IS = "as-it-is"


def supply(facts: EvidenceFacts) -> Paper:
    sections = (
        PaperSection("components", "1", "NIS2 Art. 21(2)(d)", _components(facts)),
        PaperSection("drills", "2", "NIS2 Art. 21(2)(c); GDPR Art. 32(1)(c)-(d)", _drills(facts)),
        PaperSection("removals", "3", "GDPR Art. 5(1)(e), 17", _removals(facts)),
        PaperSection("requests", "4", "GDPR Art. 12(3), 15, 17, 20", _requests(facts)),
        PaperSection("exit", "5", "Data Act Art. 25, 29", _exit(facts)),
        PaperSection("incidents", "6", "NIS2 Art. 23; GDPR Art. 33", _incidents(facts)),
        PaperSection("people", "7", "NIS2 Art. 21(2)(h), (i); GDPR Art. 28, 32(4)", _people()),
    )
    return Paper("supply", LAW, sections)


def _components(facts: EvidenceFacts) -> tuple[Part, ...]:
    rows = tuple((one.file, one.what, str(one.count), one.made_of) for one in facts.components)
    return (Note(Word("components")), PaperTable(heads("file", "what", "number", "made-of"), rows, numbers=(2,)))


def _drills(facts: EvidenceFacts) -> tuple[Part, ...]:
    backed = [one for one in facts.measures if one.rule.startswith("LF-AVA")]
    return (tables.measures(backed), *(_drill(facts.drill) if facts.drill else ()), Question("restore-drill"))


def _drill(drill: DrillFact) -> tuple[Part, ...]:
    """What came back, store by store."""
    rows = tuple(
        (one.name, one.backup, _seconds(one.rpo_seconds), _seconds(one.rto_seconds), one.why or one.compared)
        for one in drill.restored
    )
    told = line("drilled", drill.when, Word("days-ago", {"days": str(drill.days)}), drill.file)
    return (told, PaperTable(heads("store", "restored-from", "rpo", "rto", "came-back"), rows, numbers=(2, 3)))


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def _removals(facts: EvidenceFacts) -> tuple[Part, ...]:
    rows = tuple((one.file, one.project, one.ended, Word("yes" if one.complete else "no")) for one in facts.removals)
    return (PaperTable(heads("file", "project", "until", "complete"), rows),)


def _requests(facts: EvidenceFacts) -> tuple[Part, ...]:
    found = facts.requests
    return (
        line("requests.open", str(found.open)),
        line("requests.overdue", str(found.overdue)),
        line("requests.answered", str(found.answered)),
    )


def _exit(facts: EvidenceFacts) -> tuple[Part, ...]:
    """What is taken along when the cloud is left: each store's content, and what stands beside the stores."""
    kinds = {one.address: one.kind for one in facts.stores}
    ways = tuple(
        (one.address, kinds[one.address], _formats(one), f"`{one.command}`" if one.command else "–")
        for one in facts.exits
    )
    versions = facts.dossier.versions if facts.dossier else ()
    model = facts.dossier.model if facts.dossier else ""
    synth = f"`landfast synth {facts.environment} --target google --out FOLDER`"
    models = Word("exit.models.is", {"model": model, "versions": ", ".join(one.version for one in versions)})
    return (
        Note(Word("exit.read")),
        PaperTable(heads("store", "kind", "formats", "command"), ways),
        line("exit.owner", Word("exit.owner.is", {"project": facts.project})),
        line("exit.stacks", Word("exit.stacks.is", {"count": str(len(facts.stacks)), "command": synth})),
        line("exit.states", Word("exit.states.is")),
        *([line("exit.project", Word("exit.project.is"))] if facts.dossier else []),
        *([line("exit.models", models)] if versions else []),
        line("exit.keys", Word("exit.keys.is")),
        Question("exit-tested"),
    )


def _formats(way: ExitFact) -> Text:
    if way.copy_of:
        return Word(f"copy.{way.copy_of}")
    if not way.formats:
        return Word("unknown")
    return Several(tuple(Word("as-it-is") if one == AS_IT_IS else one for one in way.formats))


def _incidents(facts: EvidenceFacts) -> tuple[Part, ...]:
    told = [one for one in facts.measures if one.rule.startswith(("LF-INC", "LF-LOG"))]
    return (tables.measures(told), Question("breach-clock"))


def _people() -> tuple[Part, ...]:
    return (Question("processor-contracts"), Question("keys-held"), Question("access-to-data"))
