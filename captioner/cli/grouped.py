"""Help of a verb with many options, in groups by what they are about."""

from __future__ import annotations

import click

_GROUPS = {
    "What is made": "--out --format --name --first --show",
    "The document": "--lang --script --lexicon --only --skip --notes --title --author --narrator "
    "--credits --opening --closing --source",
    "The voice": "--speaker --cast --speed --model --rate --set --url --connections --max-sentence",
    "Pauses and pace": "--pause-sentence --pause-paragraph --pause-heading --pause-section --pause "
    "--fit",
    "The run": "--store --no-store --budget --price-per-1k --keep-going --progress --log",
    "Books, podcasts and pages": "--cover --chapters --chapter-level --max-file --excerpt --master "
    "--epub-audio --epub-words",
    "Videos": "--video --slate --burn-in --font --look --original --preset --crf",
    "Captions": "--profile --max-chars --max-lines --max-cps --target-cps --min-duration "
    "--min-per-word --max-duration --gap --gap-frames --chain --lag --lead --merge --wide --fps "
    "--offset",
}
_OTHERS = "Others"


class Grouped(click.Command):
    """A verb whose help has its options in groups, those without one last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        groups: dict[str, list[tuple[str, str]]] = {title: [] for title in (*_GROUPS, _OTHERS)}
        order = " ".join(_GROUPS.values()).split()
        named = {
            name: (title, order.index(name))
            for title, names in _GROUPS.items()
            for name in names.split()
        }
        usual = (_OTHERS, len(order))

        def place(param: click.Parameter) -> tuple[str, int]:
            return next((named[name] for name in param.opts if name in named), usual)

        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        for param in sorted(options, key=lambda param: place(param)[1]):
            told = param.get_help_record(ctx)
            if told is not None:
                groups[place(param)[0]].append(told)
        for title, rows in groups.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
