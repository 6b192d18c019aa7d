"""What a lab's definition may say: the check language and what `start` prepares, as strict types.

Pure: no Django, no cloud. `labs.loader` reads the files and tells which line offends.
"""

from labs.schema.checks import (
    Absent,
    Among,
    Amount,
    Check,
    Collect,
    Command,
    Find,
    Function,
    Http,
    Path,
    Roles,
    Rules,
    RuleShape,
    Step,
    Tcp,
)
from labs.schema.expectations import Expectation, Operator, Pool
from labs.schema.lab import (
    SESSION,
    UNLISTED,
    Given,
    LabDefinition,
    Question,
    is_reference,
    names_of,
)
from labs.schema.making import CAN_BE_MADE, Preparation, ToMake
from labs.schema.start import PERSONS_VARIABLES, FileToGive, Quota, Removed, Start, Unused
from labs.schema.text import AS_WRITTEN, NUMBERS, PLACEHOLDER, SENTENCES, VARIABLES, Text, fill, split_reference

__all__ = [
    "AS_WRITTEN",
    "CAN_BE_MADE",
    "NUMBERS",
    "PERSONS_VARIABLES",
    "PLACEHOLDER",
    "SENTENCES",
    "SESSION",
    "UNLISTED",
    "VARIABLES",
    "Absent",
    "Among",
    "Amount",
    "Check",
    "Collect",
    "Command",
    "Expectation",
    "FileToGive",
    "Find",
    "Function",
    "Given",
    "Http",
    "LabDefinition",
    "Operator",
    "Path",
    "Pool",
    "Preparation",
    "Question",
    "Quota",
    "Removed",
    "Roles",
    "RuleShape",
    "Rules",
    "Start",
    "Step",
    "Tcp",
    "Text",
    "ToMake",
    "Unused",
    "fill",
    "is_reference",
    "names_of",
    "split_reference",
]
