"""The words of a ticket, beside its Terraform JSON: who is asked for what, when, and what is weaker until then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from landfast.core.files import write
from landfast.gcp.asked import AskedFor, asked_for
from landfast.synth.model import CONFIG, TICKET_WORDS, StackFolder

# Type, name in the configuration, body.
Asked = tuple[str, str, Mapping[str, Any]]

_HEAD = """\
# What is asked for project {project}

landfast brings up an ML environment in `{project}`. It does not do what is listed here: nobody told it to, or it may
not. `cdk.tf.json` beside this file is Terraform for all of it.
"""
_SECTION = """
## {title}

```sh
{command}
```

| what | which | while it is not there | role | on |
|---|---|---|---|---|
{rows}
"""
_END = """
## Until it is done

Of each guard that is listed here nobody can tell from the spec whether it stands: `landfast check`, `plan` and `up`
find it (LF-OTH-001), and refuse. Once it stands, say so in `landfast.yaml`, for as long as that is agreed:

```yaml
waivers:
  - rule: LF-OTH-001
    address: "google_org_policy_policy.*"
    reason: done by the platform team, ticket 123
    owner: platform@acme.example
    expires: 2027-11-30
```
"""
_BEFORE = ("Before the first `landfast up`", "terraform init && terraform apply")
_AFTER = ("After it: this names keys and a log bucket that it makes", "terraform apply -var stands=true")
# The attributes that tell a resource from others of its type, for a person.
_TELLING = ("service", "dns_name", "name", "display_name")


def write_ticket(ticket: StackFolder) -> None:
    """Writes the words into the ticket's folder, if they say something else by now. Raises: UserError."""
    path, content = ticket.folder / TICKET_WORDS, words_of(ticket.read()).encode()
    if not path.is_file() or path.read_bytes() != content:
        write(path, content)


def remove_ticket(ticket: StackFolder) -> None:
    """Nothing is asked for any more."""
    for name in (TICKET_WORDS, CONFIG):
        (ticket.folder / name).unlink(missing_ok=True)


def words_of(document: Mapping[str, Any]) -> str:
    """The ticket in Markdown, of its Terraform JSON."""
    (provider,) = document["provider"]["google"]
    read = {kind: found for kind, found in document["data"].items() if asked_for(kind)}
    asked = {**read, **document["resource"]}
    resources = [(kind, *each) for kind, instances in asked.items() for each in instances.items()]
    later = [each for each in resources if "count" in each[2]]
    sections = ((_BEFORE, [each for each in resources if each not in later]), (_AFTER, later))
    said = [
        _SECTION.format(title=title, command=command, rows="\n".join(_rows(found)))
        for (title, command), found in sections
        if found
    ]
    return "".join([_HEAD.format(project=provider["project"]), *said, _END])


def _rows(resources: Sequence[Asked]) -> Iterator[str]:
    for kind in sorted({kind for kind, _name, _body in resources}):
        about = asked_for(kind) or AskedFor(kind, "", "", "")
        which = ", ".join(sorted(f"`{_called(name, body)}`" for each, name, body in resources if each == kind))
        yield f"| {about.what} | {which} | {about.weaker} | `{about.role}` | {about.on} |"


def _called(name: str, body: Mapping[str, Any]) -> str:
    """What a person knows it by: a name that it has, without the path, else that of the configuration."""
    said = (body[key] for key in _TELLING if isinstance(body.get(key), str) and "${" not in body[key])
    return str(next(said, name)).rsplit("/", 1)[-1]
