"""`completion`: the lines that teach a shell to complete negotrack's commands, options and names.

The scripts ask the program with the words typed so far, and take its answer as data: one candidate a line, a tab, a few
words on it. Nothing of it is ever evaluated, and a candidate has only characters that mean nothing to a shell.
"""

from __future__ import annotations

from typing import Annotated

import typer

from negotrack.cli import names
from negotrack.cli.asked import Asked
from negotrack.cli.options import takes

BASH = r"""# negotrack's completion for bash: source <(negotrack completion bash)
_negotrack() {
    local value _ word="${COMP_LINE:0:COMP_POINT}" breaks="" char
    COMPREPLY=()
    word="${word##*[[:space:]]}"
    for char in @ = :; do
        [[ $COMP_WORDBREAKS == *"$char"* ]] && breaks+=$char
    done
    [[ $breaks ]] && word="${word%"${word##*[$breaks]}"}" || word=""
    while IFS=$'\t' read -r value _; do
        if [[ $value == ":files" ]]; then
            compopt -o default 2>/dev/null
        elif [[ $value ]]; then
            COMPREPLY+=("${value#"$word"}")
            [[ $value == *= ]] && compopt -o nospace 2>/dev/null
        fi
    done < <(command negotrack __complete --line "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}
complete -F _negotrack negotrack
"""

ZSH = r"""#compdef negotrack
# negotrack's completion for zsh: source <(negotrack completion zsh), after compinit
_negotrack() {
    local value told
    local -a values shown begun
    while IFS=$'\t' read -r value told; do
        if [[ $value == ":files" ]]; then
            _files
        elif [[ $value == *= ]]; then
            begun+=("$value")
        elif [[ -n $value ]]; then
            values+=("$value")
            shown+=("$value${told:+  -- $told}")
        fi
    done < <(command negotrack __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)
    (( $#begun )) && compadd -S '' -a begun
    (( $#values )) && compadd -l -d shown -a values
}
if [[ $funcstack[1] == _negotrack ]]; then
    _negotrack "$@"
else
    compdef _negotrack negotrack
fi
"""

FISH = r"""# negotrack's completion for fish: negotrack completion fish | source
function __negotrack_candidates
    set -l words (commandline -opc) (commandline -ct)
    for line in (command negotrack __complete $words[2..-1] 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path (commandline -ct)
        else
            printf '%s\n' $line
        end
    end
end
complete -c negotrack -f -a '(__negotrack_candidates)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


@takes("debug")
def command(asked: Asked, shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish", help="The shell to teach.")]) -> None:  # noqa: ARG001  # fmt: skip
    """A script that makes a shell complete commands, options, negotiations, parties, issues, items and days."""
    print(SCRIPTS[names.find(shell, "shell with completion", dict.fromkeys(SCRIPTS, ()))], end="")
