"""`python -m negotrack`: the same as the command."""

from negotrack.cli.app import main

main()
