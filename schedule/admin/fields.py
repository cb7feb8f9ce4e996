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
            try:
                validate_path(path)
            except ValidationError as error:
                raise ValidationError(f"“{path}”: {error.message}") from None

    def run_validators(self, value: Any) -> None:
        """Each path has been looked at; those of a text do not apply to a list."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class MarkdownArea(forms.Textarea):
    """Takes lines as they are stored, not as browsers end them: a text that nobody touched has not changed."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


def markdown_area(rows: int) -> MarkdownArea:
    """Return a text area that a script gives a button for a preview."""
    return MarkdownArea(attrs={"rows": rows, "cols": 80, "class": "vLargeTextField", "data-markdown": ""})
