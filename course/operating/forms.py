"""The forms of the clouds' pages: strict, and with choices that were found in the cloud."""

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from course.language import language_now
from course.operating.words import QUOTA_WORDS, SEEN, SITE_HINTS, SITE_REQUIRED, SITE_WORDS
from labs.capabilities import CAPABILITIES, capability_word
from labs.cloud_files import LARGEST, CloudFileError, read_cloud_file, web_address
from labs.lifecycle.quotas import SETTABLE
from labs.models import Cloud

OFFERED = {
    # a site's value → what the last survey found to choose from
    "image": "images",
    "flavor": "flavors",
    "external_network": "external_networks",
    "physical_network": "physical_networks",
    "share_type": "share_types",
    "operator_role": "roles",
    "domain_operator_role": "roles",
}
TAKEN = frozenset({"new", "progress"})  # addresses below clouds/
DERIVED = frozenset({"ssh-controller"})  # follows from how hosts are reached
VLAN_LAST = 4094 - 2 * 254 - 1  # two segments for each student's number


class Styled(forms.Form):
    """Fields look like Bootstrap's, and each is tied to what is said of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxSelectMultiple):
                is_choice = isinstance(field.widget, forms.Select)
                field.widget.attrs["class"] = "form-select" if is_choice else "form-control"


class CredentialsForm(Styled):
    """A `clouds.yaml`, pasted or as a file. What is wrong with it is told by line; `config` is the entry as read."""

    text = forms.CharField(
        label=gettext_lazy("Contents of clouds.yaml"),
        required=False,
        max_length=LARGEST,
        strip=False,  # lines keep their numbers
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(label=gettext_lazy("or the file"), required=False, max_length=200)
    entry = forms.CharField(
        label=gettext_lazy("Entry"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Which cloud of the file. Not needed when there is only one."),
    )

    config: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        text = self._text(values)
        if text is not None:
            self._read(text, values.get("entry", ""))
        return values

    def _text(self, values: Mapping[str, Any]) -> str | None:
        file = values.get("file")
        if file and file.size > LARGEST:
            self.add_error("file", _("The file is too large."))
            return None
        try:
            text = file.read().decode() if file else str(values.get("text", ""))
        except UnicodeDecodeError:
            self.add_error("file", _("The file is no text."))
            return None
        if not text.strip():
            self.add_error("text", _("Paste the file's contents, or choose the file."))
            return None
        return text

    def _read(self, text: str, entry: str) -> None:
        try:
            file = read_cloud_file(text)
            if not entry and len(file.entries) > 1:
                names = ", ".join(file.entries)
                self.add_error("entry", _("The file has several clouds: %(names)s. Name one.") % {"names": names})
                return
            self.config = file.entry(entry or next(iter(file.entries)))
        except CloudFileError as error:
            self.add_error("text", [_told(line, fault) for line, fault in error.faults])


def _told(line: int, fault: str) -> str:
    return _("line %(line)s: %(fault)s") % {"line": line, "fault": fault} if line else fault


class AboutForm(Styled):
    """How a cloud is called, and what students reach it by."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"),
        choices=[
            (Cloud.Mode.SHARED, gettext_lazy("shared: one cloud for the class, a domain for each student")),
            (Cloud.Mode.DEDICATED, gettext_lazy("dedicated: a cloud for each student")),
        ],
    )
    public_auth_url = forms.CharField(
        label=gettext_lazy("Identity service for students"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("What the students' rc files name. Empty: as in the clouds.yaml."),
    )

    def clean_public_auth_url(self) -> str:
        value = str(self.cleaned_data["public_auth_url"]).strip()
        try:
            return web_address(value) if value else ""
        except ValueError:
            raise forms.ValidationError(_("An address begins with http:// or https:// and names a host.")) from None


class AddCloudForm(CredentialsForm, AboutForm):
    slug = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=50,
        help_text=gettext_lazy("For addresses and commands: lower-case letters, digits, hyphens. It stays for ever."),
    )
    field_order = ("title", "slug", "mode", "public_auth_url", "text", "file", "entry")

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if Cloud.objects.filter(slug=slug).exists() or slug in TAKEN:
            raise forms.ValidationError(_("This name is taken."))
        return slug


class SiteForm(Styled):
    """What labs use in a cloud. A name that the last survey has not found is refused, unless it is in force already."""

    def __init__(self, cloud: Cloud, report: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, initial=dict(cloud.site))
        self.cloud = cloud
        offers, found = report.get("offers", {}), report.get("capabilities", {})
        for name, label in SITE_WORDS.items():
            self.fields[name] = _site_field(
                name, label, str(cloud.site.get(name, "")), offers.get(OFFERED.get(name, ""))
            )
        self.fields["vlan_base"] = forms.IntegerField(
            label=SITE_WORDS["vlan_base"],
            help_text=SITE_HINTS["vlan_base"],
            required=False,
            min_value=1,
            max_value=VLAN_LAST,
            widget=forms.NumberInput(attrs={"class": "form-control"}),
        )
        self.fields["capabilities"] = forms.MultipleChoiceField(
            label=_("What labs may do here"),
            required=False,
            choices=[(name, _capability(name, found.get(name))) for name in CAPABILITIES if name not in DERIVED],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean_dns_server(self) -> str:
        return _address(
            self.cleaned_data["dns_server"], ipaddress.ip_address, _("This is no address, as 10.0.0.53 is.")
        )

    def clean_admin_cidr(self) -> str:
        return _address(
            self.cleaned_data["admin_cidr"], ipaddress.ip_network, _("This is no range, as 10.0.0.0/24 is.")
        )

    @property
    def site(self) -> dict[str, Any]:
        """The whole site: what the form does not know stays as it is; what was emptied goes."""
        values = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        others = {name: value for name, value in self.cloud.site.items() if name not in self.fields}
        unknown = [name for name in self.cloud.site.get("capabilities", []) if name not in CAPABILITIES]
        return others | values | {"capabilities": [*self.cleaned_data["capabilities"], *unknown]}


def _capability(name: str, is_found: bool | None) -> str:
    """With what the last survey has seen of it, if it could."""
    word = capability_word(name, language_now())
    return word if is_found is None else f"{word} ({SEEN['yes' if is_found else 'no'].text})"


def _site_field(name: str, label: StrPromise, now: str, offered: Iterable[str] | None) -> forms.Field:
    about: dict[str, Any] = {"label": label, "required": name in SITE_REQUIRED, "help_text": SITE_HINTS.get(name, "")}
    if not offered:
        return forms.CharField(max_length=100, widget=forms.TextInput(attrs={"class": "form-control"}), **about)
    choices = [("", "–"), *((one, one) for one in offered)]
    if now and now not in offered:
        choices.append((now, _("%(name)s (not found in the cloud)") % {"name": now}))
    return forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "form-select"}), **about)


def _address(value: str, parse: Any, complaint: str) -> str:
    try:
        return str(parse(value)) if value else ""
    except ValueError:
        raise forms.ValidationError(complaint) from None


class QuotaForm(Styled):
    """What each project of a student may have; an empty field leaves it to the cloud."""

    def __init__(self, quotas: Mapping[str, int], data: Any = None) -> None:
        super().__init__(data, initial=dict(quotas))
        for service, names in SETTABLE.items():
            for name in names:
                field = forms.IntegerField(label=QUOTA_WORDS[name], required=False, min_value=-1, max_value=10_000_000)
                field.widget.attrs |= {"class": "form-control", "data-service": service}
                self.fields[name] = field

    @property
    def quotas(self) -> dict[str, int]:
        return {name: value for name, value in self.cleaned_data.items() if value is not None}
