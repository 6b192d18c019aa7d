"""What a proof is made of; all of it together is written down as the lab's proof."""

from enum import StrEnum


class Part(StrEnum):
    UNTOUCHED = "untouched"  # after start the score is 0, and starting again changes nothing
    SOLUTION = "solution"  # the reference solution earns everything
    STEPS = "steps"  # graded after every step, and each step moves a verdict
    OTHERS = "others"  # another student's good work earns nothing
    MISTAKES = "mistakes"  # each mistake is noticed by exactly the checks named
    FURTHER = "further"  # the same for the mistakes of another file
    FINISH = "finish"  # finish, and finish once more, leaves the cloud as it was


OF_SOLUTION = frozenset({Part.UNTOUCHED, Part.SOLUTION, Part.STEPS, Part.OTHERS, Part.FINISH})  # of one session
OWN = frozenset(Part) - {Part.FURTHER}  # what a lab's proof consists of
