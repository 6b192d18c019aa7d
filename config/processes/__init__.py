"""What `./run` does: the environment, the processes and their supervision, the commands around them."""
