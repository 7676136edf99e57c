"""How a plugin gets into a Stigmem node, told as the node really works (contract, section 6)."""

from collections.abc import Sequence
from shlex import quote

from chandlery.dialects.base import Step
from chandlery.dialects.stigmem.simple import name_and_version
from chandlery.model.marketplace import Frame, Package, Release
from chandlery.records.release import ArtifactFormat

_SIGNING = Step(
    text=(
        "With its default settings a node refuses every installed plugin, from whatever source, "
        "and does not start: it takes each for unsigned, and nothing on its path verifies a "
        "signature. To run this one, either pass the node a verifier of your own in code, or set "
        "both variables of the development override. The node then warns at every start and "
        "request."
    ),
    command=(
        "export STIGMEM_PLUGIN_SIGNING_REQUIRED=false "
        "STIGMEM_PLUGIN_UNSIGNED_ACK=i-understand-plugins-are-unsigned"
    ),
)


def install(
    frame: Frame,
    package: Package,  # noqa: ARG001 - the wheel says its own name
    release: Release,
) -> Sequence[Step]:
    """The steps from a running node to a node that runs the plugin; none without a wheel."""
    wheel = release.artifact(ArtifactFormat.WHEEL)
    parsed = name_and_version(wheel) if wheel else None
    if wheel is None or parsed is None:
        return ()
    name, version = parsed
    index = quote(f"{frame.base_url}simple/")
    pinned = quote(f"{name}=={version} --hash=sha256:{wheel.sha256}")
    return (
        Step(
            text=(
                "Install the distribution into the node's environment. This index holds nothing "
                "but the plugins: what they depend on has to be there already."
            ),
            command=f"pip install --index-url {index} {name}=={version}",
        ),
        Step(
            text="Or pin it by its digest, so that pip takes no other bytes.",
            command=(
                f"echo {pinned} > {name}.txt && "
                f"pip install --require-hashes --no-deps --index-url {index} -r {name}.txt"
            ),
        ),
        _SIGNING,
        Step(
            text=(
                "Restart the node, since it discovers plugins only when it starts, and look at "
                "what it registered. Most plugins have a switch of their own that is off: see the "
                "README."
            ),
            command=f"stigmem plugins describe {name} --json",
        ),
    )
