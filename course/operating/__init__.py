"""Running the classroom: clouds, sessions that are stuck, queues and workers. For admins."""
