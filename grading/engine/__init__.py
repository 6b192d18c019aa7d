"""From an observation to verdicts and a score: pure functions of plain values. No Django, no network, no clock."""
