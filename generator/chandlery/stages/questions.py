"""What ``chandlery new`` asks, by kind, in the order in which it asks."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import get_args

from chandlery.catalog import Catalog
from chandlery.dialects import DIALECTS
from chandlery.model.governance import Holding, Probation, Receipt
from chandlery.model.marketplace import Kind
from chandlery.records.notices import EvidenceRecord
from chandlery.rules.filed import filed, register_of
from chandlery.stages.answers import (
    Answers,
    Question,
    a_digest,
    a_form_of_name,
    a_licence,
    a_line,
    a_moment,
    a_new_name,
    a_new_publisher,
    a_summary,
    a_text,
    a_version,
    an_address,
    first,
    one_of,
    optional,
)
from chandlery.stages.criteria import a_criterion, usual_criteria

_EVIDENCE_KINDS = get_args(EvidenceRecord.model_fields["kind"].annotation)


def of_plugin(catalog: Catalog) -> list[Question]:
    """About a plugin, and about the files that it begins with."""
    served = sorted(name for name in DIALECTS if Kind.PLUGIN in DIALECTS[name].manifests)

    def has_files(answers: Answers) -> bool:
        return bool(answers.get("dialect"))

    def for_objectstack(answers: Answers) -> bool:
        return "objectstack" in answers.get("dialect", ())

    return [
        *_of_listing(catalog),
        Question(
            name="dialect",
            text="an ecosystem to write a starter for",
            check=one_of(served, "ecosystem that we know"),
            default=optional(),
            many=True,
        ),
        *_of_starter(catalog, has_files),
        Question(
            name="objectstack-id",
            text="ObjectStack's id of it, a reversed domain",
            check=a_line,
            default=lambda answers: (f"com.{_plain(answers)}",),
            asked=for_objectstack,
        ),
    ]


def of_adapter(catalog: Catalog) -> list[Question]:
    """About an adapter, the files that it begins with, and where it comes from."""
    return [
        *_of_listing(catalog),
        *_of_starter(catalog, lambda _: True),
        Question(
            name="provenance",
            text="where its source can be read, an https address",
            check=an_address,
            default=lambda answers: answers.get("source", ()) or None,
        ),
    ]


def of_integration(catalog: Catalog) -> list[Question]:
    """About a reference integration: what it shows, on what evidence, and how it is checked."""
    names = [package.name for package in catalog.packages]

    def shown(answers: Answers) -> str:
        return first(answers, "shows")

    return [
        *_of_listing(catalog),
        Question(name="shows", text="the plugin or adapter that it shows",
                 check=one_of(names, "plugin or adapter of the catalog")),
        Question(
            name="evidence",
            text="ids of evidence for where it comes from",
            check=one_of(_ids(catalog, Holding.EVIDENCE), "evidence of the catalog"),
            default=lambda answers: _evidence_of(catalog, shown(answers)) or None,
            many=True,
        ),
        Question(
            name="receipt",
            text="ids of receipts of the plugin's runs",
            check=one_of(_ids(catalog, Holding.RECEIPT), "receipt of the catalog"),
            default=lambda answers: _receipts_of(catalog, shown(answers)) or None,
            many=True,
            asked=lambda answers: shown(answers) in _plugins(catalog),
        ),
        Question(
            name="command",
            text="the command that checks it, run in its folder",
            check=a_line,
            default=optional("sh fixtures/check.sh"),
        ),
    ]  # fmt: skip


def of_publisher(catalog: Catalog) -> list[Question]:
    """About a publisher, who begins unverified."""
    return [
        Question(name="name", text="the publisher's name", check=a_new_publisher(catalog)),
        Question(name="title", text="what people call them", check=a_line),
        Question(
            name="type",
            text="individual or organization",
            check=one_of(("individual", "organization"), "kind of publisher"),
        ),
        Question(name="contact", text="where people write to", check=a_line),
        Question(name="website", text="website", check=an_address, default=optional()),
        Question(
            name="prefix",
            text="what names begin with that are theirs alone",
            check=a_line,
            default=optional(),
            many=True,
        ),
    ]


def of_probation(catalog: Catalog) -> list[Question]:
    """About a review that begins."""
    return [
        Question(
            name="criterion",
            text="what it has to show, as NAME or NAME: what that means",
            check=a_criterion,
            default=lambda _: tuple(usual_criteria()),
            many=True,
        ),
        Question(
            name="policy",
            text="the id of the policy that it is reviewed by",
            check=a_form_of_name,
            default=lambda _: (_policy(catalog),),
        ),
        Question(name="expires", text="when it runs out", check=a_moment, default=optional()),
        Question(
            name="evidence",
            text="ids of evidence that is there already",
            check=one_of(_ids(catalog, Holding.EVIDENCE), "evidence of the catalog"),
            default=optional(),
            many=True,
        ),
    ]


def of_evidence(catalog: Catalog) -> list[Question]:
    """About something that was seen of a release."""
    taken = set(_ids(catalog, Holding.EVIDENCE))

    def a_new_id(text: str) -> str:
        return a_form_of_name(text) if text not in taken else one_of((), "new id")(text)

    return [
        Question(name="id", text="its id", check=a_new_id),
        Question(name="title", text="a title", check=a_line),
        Question(
            name="kind",
            text=f"one of {', '.join(_EVIDENCE_KINDS)}",
            check=one_of(_EVIDENCE_KINDS, "kind of evidence"),
        ),
        Question(name="summary", text="what was seen", check=a_text),
        Question(name="by", text="who recorded it", check=a_line),
        Question(name="url", text="where it can be read", check=an_address, default=optional()),
        Question(name="sha256", text="digest of that", check=a_digest, default=optional()),
    ]


def _of_listing(catalog: Catalog) -> Iterator[Question]:
    yield Question(name="name", text="its name, for good", check=a_new_name(catalog))
    yield Question(
        name="title",
        text="a title",
        check=a_line,
        default=lambda answers: (first(answers, "name").replace("-", " ").title(),),
    )
    yield Question(name="summary", text="what it does, in one sentence", check=a_summary)
    yield Question(
        name="category",
        text="categories, the main one first",
        check=one_of(catalog.settings.policy.categories, "category of this marketplace"),
        many=True,
    )
    yield Question(name="license", text="its licence, by SPDX", check=a_licence)
    yield Question(name="maintainer", text="who answers for it", check=a_line)
    yield Question(name="source", text="where its source is", check=an_address, default=optional())


def _of_starter(catalog: Catalog, asked: Callable[[Answers], bool]) -> Iterator[Question]:
    yield Question(
        name="publisher",
        text="who publishes it",
        check=one_of(catalog.publishers, "publisher of the catalog"),
        asked=asked,
    )
    yield Question(
        name="version", text="its first version", check=a_version, default=optional("0.1.0"),
        asked=asked,
    )  # fmt: skip


def _plain(answers: Answers) -> str:
    publisher = first(answers, "publisher").replace("_", "-")
    return f"{publisher}.{first(answers, 'name').replace('_', '-')}"


def _ids(catalog: Catalog, holding: Holding) -> list[str]:
    found = register_of(catalog).definitions.items()
    return [id_ for id_, named in found if any(item.holding is holding for item in named)]


def _plugins(catalog: Catalog) -> set[str]:
    return {package.name for package in catalog.packages if package.kind is Kind.PLUGIN}


def _evidence_of(catalog: Catalog, name: str) -> tuple[str, ...]:
    """One piece of evidence of the newest release that has some."""
    releases = (item.releases for item in catalog.packages if item.name == name)
    for release in reversed([*chain.from_iterable(releases)]):
        if release.governance.evidence:
            return (release.governance.evidence[0].id,)
    return ()


def _receipts_of(catalog: Catalog, name: str) -> tuple[str, ...]:
    releases = chain.from_iterable(item.releases for item in catalog.packages if item.name == name)
    found = [item.record.id for item in filed(releases, Receipt)]
    return tuple(found[-1:])


def _policy(catalog: Catalog) -> str:
    """The policy of the newest probation, or one called after the marketplace."""
    releases = chain.from_iterable(package.releases for package in catalog.packages)
    records = [
        (native.governed.created_at, native.governed.policy_envelope_id)
        for release in releases
        for native in release.governance.records
        if isinstance(native.governed, Probation)
    ]
    return max(records)[1] if records else f"policy_{catalog.settings.name}_review"
