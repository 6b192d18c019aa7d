"""The resources that `start` can make, one model for each kind."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from labs.kinds import Kind
from labs.schema.expectations import require_network
from labs.schema.text import AS_WRITTEN, Name, NonEmpty, Strict

OWN = "{S}-"  # what begins the student's own names where many share a name space
LARGEST_IMAGE = 64 * 1024 * 1024  # bytes: start uploads it while the student waits


def require_own(name: str, info: ValidationInfo) -> str:
    """As an author writes it; in a definition that is filled in, the handle stands there already."""
    if info.context is AS_WRITTEN and not name.startswith(OWN):
        raise ValueError(f"many students share this name space: begin the name with {OWN}")
    return name


def require_addresses(cidr: str) -> str:
    require_network(cidr)
    return cidr


OwnName = Annotated[NonEmpty, AfterValidator(require_own)]
Cidr = Annotated[NonEmpty, AfterValidator(require_addresses)]


class NetworkToMake(Strict):
    """A network in the lab's project."""

    name: NonEmpty


class SubnetToMake(Strict):
    """A subnet with DHCP on a network that start makes."""

    name: NonEmpty
    network: Name  # the binding of a network above
    cidr: Cidr


class PortToMake(Strict):
    """A port that belongs to no instance."""

    name: NonEmpty
    network: Name = Field(description="The binding of a network above.")


class RouterToMake(Strict):
    """A router, with its gateway and its interfaces."""

    name: NonEmpty
    external: bool = Field(False, description="With a gateway on {EXT}.")
    subnets: list[Name] = Field([], description="The bindings of the subnets above that it joins.")


class ServerToMake(Strict):
    """An instance; start waits until it is ACTIVE."""

    name: NonEmpty
    networks: list[Name] = Field(min_length=1, description="The bindings of networks above.")
    image: NonEmpty | None = Field(None, description="A public image's name; {IMG} if not said.")
    flavor: NonEmpty | None = Field(None, description="A flavor's name; {FLV} if not said.")


class VolumeToMake(Strict):
    """A volume; start waits until it is available, or in-use when it is attached."""

    name: NonEmpty
    size: int = Field(ge=1, le=100, description="In GiB.")
    attach_to: Name | None = Field(None, description="The binding of an instance above.")


class VolumeSnapshotToMake(Strict):
    """A snapshot of a volume that start makes."""

    name: NonEmpty
    volume: Name = Field(description="The binding of a volume above.")


class ImageToMake(Strict):
    """A private raw image of so many bytes; nothing boots from it."""

    name: NonEmpty
    bytes: int = Field(ge=1, le=LARGEST_IMAGE, description="How large it is.")
    protected: bool = Field(False, description="It refuses to be deleted.")


class FlavorToMake(Strict):
    """A flavor; a private one is opened to the lab's project."""

    name: OwnName
    vcpus: int = Field(ge=1)
    ram: int = Field(ge=1, description="In MiB.")
    disk: int = Field(ge=0, description="The root disk in GiB.")
    ephemeral: int = Field(0, ge=0, description="The ephemeral disk in GiB.")
    swap: int = Field(0, ge=0, description="The swap disk in MiB.")
    public: bool = Field(False, description="Everybody may use it.")


class VolumeTypeToMake(Strict):
    """A private volume type, opened to the lab's project."""

    name: OwnName
    multiattach: bool = Field(False, description="Its volumes can be attached to several instances.")


class ContainerToMake(Strict):
    """A container in the object store."""

    name: OwnName


class ObjectToMake(Strict):
    """An object in a container that start makes: the content of a file, or a text."""

    container: Name = Field(description="The binding of a container above.")
    name: NonEmpty
    file: Name | None = Field(None, description="The binding of one of the files.")
    text: Annotated[str, Field(min_length=1)] | None = Field(None, description="Its content, with variables.")

    @model_validator(mode="after")
    def _one_content(self) -> Self:
        if (self.file is None) == (self.text is None):
            raise ValueError("needs exactly one of file, text")
        return self


class ShareToMake(Strict):
    """An NFS share of type {ST}; start waits until it is available."""

    name: NonEmpty
    size: int = Field(ge=1, le=100, description="In GiB.")


class UserToMake(Strict):
    """A further user in the student's domain, with an rc file of their own."""

    name: OwnName
    enabled: bool = Field(True, description="Whether the user can log in.")
    role: Literal["member", "reader"] | None = Field(
        None, description="The role on the lab's project; none if not said."
    )


ToMake = (
    NetworkToMake
    | SubnetToMake
    | PortToMake
    | RouterToMake
    | ServerToMake
    | VolumeToMake
    | VolumeSnapshotToMake
    | ImageToMake
    | FlavorToMake
    | VolumeTypeToMake
    | ContainerToMake
    | ObjectToMake
    | ShareToMake
    | UserToMake
)
CAN_BE_MADE = (
    "network", "subnet", "port", "router", "server", "volume", "volume_snapshot", "image", "flavor", "volume_type",
    "container", "object", "share", "user",
)  # fmt: skip


class Preparation(Strict):
    """One resource that `start` makes; its id is recorded under `bind`."""

    bind: Name
    network: NetworkToMake | None = None
    subnet: SubnetToMake | None = None
    port: PortToMake | None = Field(None, description="A port on a network made before it.")
    router: RouterToMake | None = Field(None, description="A router.")
    server: ServerToMake | None = Field(None, description="An instance.")
    volume: VolumeToMake | None = Field(None, description="A volume.")
    volume_snapshot: VolumeSnapshotToMake | None = Field(None, description="A snapshot of a volume made before it.")
    image: ImageToMake | None = Field(None, description="A private image.")
    flavor: FlavorToMake | None = Field(None, description="A flavor, private if not said otherwise.")
    volume_type: VolumeTypeToMake | None = Field(None, description="A private volume type.")
    container: ContainerToMake | None = Field(None, description="A container.")
    object: ObjectToMake | None = Field(None, description="An object in a container made before it.")
    share: ShareToMake | None = Field(None, description="A share.")
    user: UserToMake | None = Field(None, description="A user in the student's domain.")

    @model_validator(mode="after")
    def _one_resource(self) -> Self:
        given = [name for name in CAN_BE_MADE if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of {', '.join(CAN_BE_MADE)}; has {', '.join(given) or 'none'}")
        return self

    @property
    def kind(self) -> Kind:
        return Kind(next(name for name in CAN_BE_MADE if getattr(self, name) is not None))

    @property
    def wanted(self) -> ToMake:
        """What is to be made."""
        found: ToMake = getattr(self, self.kind)
        return found

    @property
    def uses(self) -> Iterator[tuple[str, Kind]]:
        """The bindings that it builds on, with the kind that each must be of."""
        for field, kind in USES.items():
            value = getattr(self.wanted, field, None)
            for name in value if isinstance(value, list) else [value]:
                if name is not None:
                    yield name, kind


USES = {
    "network": Kind.NETWORK,
    "networks": Kind.NETWORK,
    "subnets": Kind.SUBNET,
    "attach_to": Kind.SERVER,
    "volume": Kind.VOLUME,
    "container": Kind.CONTAINER,
    "file": Kind.FILE,
}
