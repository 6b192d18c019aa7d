"""Make all that a lab begins with, side by side where nothing has to wait for another."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from labs.kinds import Kind
from labs.lifecycle.making import compute, identity, network, storage
from labs.lifecycle.making.workshop import Maker, Workshop
from labs.lifecycle.side_by_side import Piece, do_side_by_side
from labs.schema import Preparation

MAKERS: dict[Kind, Maker] = {**network.MAKERS, **compute.MAKERS, **storage.MAKERS, **identity.MAKERS}
NEEDS_ADDRESSES = frozenset({Kind.SERVER, Kind.PORT, Kind.ROUTER})
Made = Callable[[Preparation, str], None]  # what was made, and its id


def make_all(shop: Workshop, items: Sequence[Preparation], *, made: Made, ready: Callable[[Preparation], None]) -> None:
    """Make what is not in `shop.known` yet. `made` is told each id at once, `ready` when it can be used."""
    by_name = {piece.name: (piece, item) for item in items for piece in _pieces(shop, item, items)}

    def done(piece: Piece, result: Any) -> None:
        item = by_name[piece.name][1]
        if piece.name == _making(item.bind):
            shop.known[item.bind] = result
            made(item, result)
        else:
            ready(item)

    do_side_by_side([piece for piece, _item in by_name.values()], done)


def _pieces(shop: Workshop, item: Preparation, items: Sequence[Preparation]) -> Iterator[Piece]:
    after = frozenset(name for bind in _builds_on(item, items) for name in (_making(bind), bind))
    if item.bind not in shop.known:
        yield Piece(_making(item.bind), partial(_make, shop, item), after)
    yield Piece(item.bind, partial(_settle, shop, item), after | {_making(item.bind)})


def _making(bind: str) -> str:
    return f"making {bind}"


def _builds_on(item: Preparation, items: Sequence[Preparation]) -> Iterator[str]:
    """The bindings that must be ready first: those it names, and the subnets of its networks that stand above it."""
    used = [name for name, _kind in item.uses]
    yield from used
    if item.kind in NEEDS_ADDRESSES:
        above = items[: items.index(item)]
        yield from (other.bind for other in above if other.subnet and other.subnet.network in used)


def _make(shop: Workshop, item: Preparation) -> str:
    maker = MAKERS[item.kind]
    return next(iter(maker.find(shop, item.wanted)), "") or maker.make(shop, item.wanted)


def _settle(shop: Workshop, item: Preparation) -> None:
    settle = MAKERS[item.kind].settle
    if settle:
        settle(shop, item.wanted, shop.known[item.bind])
