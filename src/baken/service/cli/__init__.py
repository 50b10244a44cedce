# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command line ``baken``: one file per command, loaded only when it is asked for.

Exit codes, for scripts: 0 all is well; 1 the command worked and found faults (a city with faults, a target that does
not hold, an installation with a failure); 2 the command was written wrongly; 3 it could not be done, and says why.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Final

import click

from baken import __version__
from baken.errors import BakenError

EXIT_FOUND_FAULTS: Final = 1
EXIT_COULD_NOT: Final = 3

COMMANDS: Final = {
    "demo": "baken.service.cli.demo",
    "serve": "baken.service.cli.serve",
    "replay": "baken.service.cli.replay",
    "forecast": "baken.service.cli.forecast",
    "backtest": "baken.service.cli.backtest",
    "evaluate": "baken.service.cli.evaluate",
    "models": "baken.service.cli.models",
    "check": "baken.service.cli.check",
    "register": "baken.service.cli.register",
    "may": "baken.service.cli.may",
    "new": "baken.service.cli.new",
    "source": "baken.service.cli.source",
    "channel": "baken.service.cli.channel",
    "import": "baken.service.cli.import_history",
    "export": "baken.service.cli.export",
    "bench": "baken.bench.command",
    "account": "baken.service.cli.account",
    "key": "baken.service.cli.key",
    "signing": "baken.service.cli.signing",
    "log": "baken.service.cli.log",
    "retention": "baken.service.cli.retention",
    "backup": "baken.service.cli.backup",
    "doctor": "baken.service.cli.doctor",
}
"""Each command and the module that has it, as ``command``."""


class _Commands(click.Group):
    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(COMMANDS[name]).command
        return found


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: baken demo. Then: baken check cities/scheveningen. Every command has its own --help.",
)
@click.version_option(__version__, prog_name="baken")
def cli() -> None:
    """See crowding in a city on one map, as it is and as it was.

    Exit codes: 0 all is well, 1 faults were found, 2 the command was written wrongly, 3 it could not be done.
    """


def main() -> None:
    """Run the command line; an error that a person can act upon is one sentence, not a traceback."""
    # Imports, and batches of rows, make many objects that live or die together; looking for cycles among them every
    # 700 objects takes a sixth of the start and of the ingest.
    gc.set_threshold(50_000, 20, 50)
    # Estimators multiply many small matrices: several threads would only wait for each other. Before numpy is imported.
    for name in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        # Without its own error handling click returns the exit code of a command that chose one.
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BakenError as error:
        click.echo(f"baken: {error}", err=True)
        sys.exit(EXIT_COULD_NOT)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
