"""The practice cloud: real OpenStack services on one machine, below them small drivers of ours.

Two halves meet in this package. *Control* (the modules here) runs in the web application's
environment and imports nothing of OpenStack. *Inside* (`inside/`, `services/`, `drivers/`) runs in
the practice environment and imports nothing of Django. Both read `catalogue` and `installation`.
"""
