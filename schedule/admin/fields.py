"""Form fields and widgets that suit what organizers type."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from presenters.paths import validate_path

MOST_LINES: Final = 100
LONGEST_LINE: Final = 255


class ColorInput(forms.TextInput):
    input_type = "color"


class PathsField(forms.CharField):
    """A list of paths, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        if len(value) > MOST_LINES:
            raise ValidationError(f"At most {MOST_LINES} paths.")
        for path in value:
            if len(path) > LONGEST_LINE:
                raise ValidationError(f"A path may have {LONGEST_LINE} characters at most.")
            validate_path(path)

    def run_validators(self, value: Any) -> None:
        """Each path has been looked at; those of a text do not apply to a list."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


def markdown_area(rows: int) -> forms.Textarea:
    """Return a text area that a script gives a button for a preview."""
    return forms.Textarea(attrs={"rows": rows, "cols": 80, "class": "vLargeTextField", "data-markdown": ""})
