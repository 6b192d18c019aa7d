"""The workbench of those who write labs: advice, one look at a cloud, judging what was seen again."""
