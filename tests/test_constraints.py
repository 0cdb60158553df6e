"""constraints.txt pins what the requirements bring, and agrees with them."""

from __future__ import annotations

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.renew_constraints import CONSTRAINTS, REQUIREMENTS, Package, closure, installed, required

PINNED = {canonicalize_name(pin.name): str(pin.specifier) for pin in required(CONSTRAINTS)}


def test_all_that_the_requirements_bring_is_pinned() -> None:
    brought = closure(required(REQUIREMENTS), installed())
    assert not [package.pin() for package in brought if canonicalize_name(package.name) not in PINNED]


def test_a_requirement_is_pinned_at_its_own_version() -> None:
    wanted = {canonicalize_name(r.name): str(r.specifier) for r in required(REQUIREMENTS)}
    assert wanted == {name: PINNED[name] for name in wanted}


def test_a_closure_follows_extras_and_leaves_out_what_is_for_other_machines() -> None:
    known = {
        "app": Package(
            "App", "1.0", ('server; extra == "web"', 'shim; sys_platform == "nowhere"', "core>=2")
        ),
        "core": Package("core", "2.1+cpu", ()),
        "server": Package("server", "3.0", ("core",)),
    }
    assert [p.pin() for p in closure([Requirement("app")], known)] == ["App==1.0", "core==2.1"]
    assert [p.name for p in closure([Requirement("App[web]")], known)] == ["App", "core", "server"]
