"""One file per command: arguments in, one call, a page out, an exit code; alone knows what day it is."""
