"""What a package of ObjectStack's can declare to need: permissions, and where it runs."""

from typing import Final

from chandlery.dialects.objectstack.describe import (
    IN_PROCESS,
    ISOLATION,
    OWN_PACKAGES,
    SERVICES,
)
from chandlery.dialects.objectstack.manifest import Permissions
from chandlery.dialects.vocabulary import Table, Vocabulary, Word
from chandlery.model.description import Effect, Isolation, Risk

_MEANINGS: Final = {
    "services": Word(
        name="services",
        effects=tuple(dict.fromkeys((*SERVICES.values(), Effect.TENANTS))),
        risk=Risk.MEDIUM,
        facts=("names of services, see below",),
    ),
    "hooks": Word(
        name="hooks",
        effects=(Effect.TENANTS,),
        risk=Risk.MEDIUM,
        facts=("an object and an event, `account.beforeInsert`",),
    ),
    "network": Word(
        name="network",
        effects=(Effect.NETWORK,),
        risk=Risk.MEDIUM,
        facts=("hosts or addresses; high risk with a `*`",),
    ),
    "fs": Word(
        name="fs",
        effects=(Effect.FILES_READ, Effect.FILES_WRITE),
        risk=Risk.HIGH,
        facts=("paths; what is done with them it does not say",),
    ),
}
_PLACES: Final = {
    Isolation.IN_PROCESS: "in the host's process: T0",
    Isolation.SANDBOX: "in a sandbox of the host: T1",
    Isolation.WORKER: "in a process of its own: T2",
}

VOCABULARY: Final = Vocabulary(
    about=(
        "Permissions are four lists of free text. They are shown as declared: no released host "
        "grants or refuses anything by them. Data scopes are in no schema; which records a package "
        "sees stays subject to the host's row-level security."
    ),
    tables=(
        Table(
            name="permissions",
            title="Permissions",
            columns=("Holds",),
            words=tuple(_MEANINGS[name] for name in Permissions.model_fields),
        ),
        Table(
            name="services",
            title="Services",
            about="Names in use. Any other works on the environment's own records.",
            words=tuple(
                Word(name=name, effects=(effect,), risk=Risk.MEDIUM)
                for name, effect in SERVICES.items()
            ),
        ),
        Table(
            name="runtimes",
            title="Where it runs",
            columns=("Declares to run",),
            words=tuple(
                Word(
                    name=name or "(no runtime)",
                    effects=(IN_PROCESS.effect,) if name == "node" else (),
                    risk=IN_PROCESS.risk if name == "node" else None,
                    facts=(_PLACES[place],),
                )
                for name, place in ISOLATION.items()
            ),
        ),
        Table(
            name="packaging",
            title="Packaging",
            columns=("Meaning",),
            words=(
                Word(name="bundled", facts=("one file, with all that it needs",)),
                Word(
                    name="manifest-deps",
                    effects=(OWN_PACKAGES.effect,),
                    risk=OWN_PACKAGES.risk,
                    facts=(OWN_PACKAGES.description,),
                ),
            ),
        ),
    ),
)
