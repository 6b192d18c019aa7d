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
    Given,
    LabDefinition,
    NetworkToMake,
    Preparation,
    Question,
    Quota,
    Start,
    SubnetToMake,
    is_reference,
    names_of,
)
from labs.schema.text import PLACEHOLDER, SENTENCES, VARIABLES, Text, split_reference

__all__ = [
    "PLACEHOLDER",
    "SENTENCES",
    "SESSION",
    "VARIABLES",
    "Absent",
    "Among",
    "Amount",
    "Check",
    "Collect",
    "Command",
    "Expectation",
    "Find",
    "Function",
    "Given",
    "Http",
    "LabDefinition",
    "NetworkToMake",
    "Operator",
    "Path",
    "Pool",
    "Preparation",
    "Question",
    "Quota",
    "Roles",
    "RuleShape",
    "Rules",
    "Start",
    "Step",
    "SubnetToMake",
    "Tcp",
    "Text",
    "is_reference",
    "names_of",
    "split_reference",
]
