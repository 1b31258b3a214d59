"""What the files of `services/` say: an API, its collections, and what it does beyond the usual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from landfast.provider.values import Object

if TYPE_CHECKING:
    from landfast.rehearsal.doors.wire.asked import Asked
    from landfast.rehearsal.doors.wire.messages import Response

Handler = Callable[["Asked"], "Object | Response"]
# Changes one form in place by what the other says: (fields, content of the API).
Hook = Callable[[Object, Object], None]


@dataclass(frozen=True, slots=True)
class Differences:
    """How a kind's fields and its content in the API differ, where they do more than write names in another case.

    `paths`: field -> property, both by their paths (`lifecycle_rule` -> `lifecycle.rule`); what is inside of a field is
    looked for inside of its property. Empty: the API does not have it.
    `keyed`: field of blocks -> the attribute that is the key of the API's map (`cleanup_policies` -> `id`).
    `texts`: fields that hold as JSON in a text what the API has as a structure.
    `to_api`, `to_fields`: what remains, after the rest.
    """

    paths: Mapping[str, str] = field(default_factory=dict)
    keyed: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    to_api: Hook | None = None
    to_fields: Hook | None = None


# Compared by identity, so that what was found of one can be kept by it: mappings have no hash.
@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """One collection of an API. All but the first two follow from the document, where they are as usual.

    `path`: as the document nests it, `projects.locations.keyRings`. `kind`: the Terraform type whose resources these
    are; or, for what Terraform has none of, what the rows of the store are called, which hold the API's content.
    `name`: how its resources are named in the store, of the parameters of the path, `{bucket}`, or by
    what it is called in its collection, `{last}`.
    `schema`: of one; else what `get` answers with. `body`: the property of a create's body that holds it, `role`.
    `id_parameter`: of the create's query, else the one that ends in `Id`; `id_property`: of the body instead;
    `id_field`: the field that it is, where the path does not say it.
    `short`: its property `name` is the last of its path; `full_name`: its field `name` is the whole path.
    `server_names`: who creates can't choose, or need not.
    `numbered`: the store names them by the number of their project, as the API does.
    `without`: usual methods that are not answered (501), since they would do something else; `only`: those that are.
    `initial`: what a new row has. `items`: of a list's answer, else its one list of objects.
    """

    path: str
    kind: str
    name: str = ""
    schema: str = ""
    body: str = ""
    id_parameter: str = ""
    id_property: str = ""
    id_field: str = ""
    short: bool = False
    full_name: bool = False
    server_names: bool = False
    numbered: bool = False
    without: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    differs: Differences = Differences()
    initial: Mapping[str, Any] = field(default_factory=dict)
    items: str = ""

    @property
    def is_row(self) -> bool:
        return not self.kind.startswith("google_")


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """One API in one version.

    `package` is that of its messages (`google.cloud.kms.v1`), which operations name.
    `classic`: it words errors as the APIs from before 2015 do: `errors` with a `reason`.
    `handlers`: method -> what does it, instead of or beside the usual.
    """

    document: str
    collections: tuple[Collection, ...] = ()
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    package: str = ""
    classic: bool = False

    @property
    def short(self) -> str:
        return self.document.partition(".")[0]

    @property
    def api(self) -> str:
        return f"{self.short}.googleapis.com"

    def collection(self, path: str) -> Collection | None:
        return next((each for each in self.collections if each.path == path), None)
