"""The command: arguments in; progress, results and exit codes out. Nothing outside this room prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pipeline import __version__
from pipeline.errors import ChongpaiError, blame
from pipeline.messages import choose_language

INTERRUPTED = 130
BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code (see `chongpai --help`)."""
    from pipeline.cli import commands
    from pipeline.cli.arguments import read_arguments
    from pipeline.cli.parser import take_language
    from pipeline.cli.printing import complain, say, speak, warn

    try:
        speak(choose_language(os.environ))
        language, rest = take_language(sys.argv[1:] if arguments is None else arguments)
        if language:
            speak(language)
        chosen = read_arguments(rest, f"chongpai {__version__}")
        match chosen.command:
            case "build" | "clean":
                from pipeline.cli import building

                return building.build(chosen) if chosen.command == "build" else building.clean(chosen)
            case "normalize":
                if chosen.in_place:
                    from pipeline.cli.mending import mend

                    return mend(chosen)
                return commands.normalize(chosen)
            case "layout":
                return commands.layout(chosen)
            case "convert":
                return commands.convert(chosen)
            case "check":
                from pipeline.cli.checking import check

                return check(chosen)
            case "serve":
                from pipeline.cli.serving import serve

                return serve(chosen)
            case "review":
                if chosen.apply:
                    from pipeline.cli.applying import apply

                    return apply(chosen)
                from pipeline.cli.reviewing import review

                return review(chosen)
            case "profile":
                return commands.profile(chosen)
            case "validate":
                from pipeline.cli.validating import validate

                return validate(chosen)
            case "doctor":
                from pipeline.cli.doctoring import doctor

                return doctor(chosen)
            case "completion":
                from pipeline.cli.completion import complete

                return complete(chosen)
            case _:
                return commands.init(chosen)
    except BrokenPipeError:
        return BROKEN_PIPE
    except ChongpaiError as error:
        complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        warn(f"chongpai: {say('interrupted')}")
        return INTERRUPTED
    except Exception as error:
        blamed = blame(error)
        complain(blamed)
        return blamed.exit_code
